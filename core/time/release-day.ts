/** Before this day (UTC) no station of this release can have run: the floor of what its clock may say. Moved with each release. */
export const RELEASE_DAY = '2026-11-01'
