/**
 * How wide, in CSS pixels, a picture of `pixels` is shown so that each of its pixels is a whole number of the screen's: bars
 * whose widths were evened out do not scan. As large as fits into `room` CSS pixels; one to one where not even that fits.
 */
export function wholePixelsWide(pixels: number, room: number, screenPixelsEach: number): number {
  const times = Math.max(1, Math.floor((room * screenPixelsEach) / pixels))
  return (pixels * times) / screenPixelsEach
}
