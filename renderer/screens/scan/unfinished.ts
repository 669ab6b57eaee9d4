/**
 * What stands over the last good scan, in word and colour: no green and no blue over a label that is not
 * out, nor over units that are more than planned with those of other stations.
 */
export const unfinished: Readonly<Record<string, 'doubt' | 'printer' | 'beyond'>> = {
  'next-settle-doubt': 'doubt',
  'next-see-printer': 'printer',
  'next-set-up-printer': 'printer',
  'next-label-and-count': 'beyond',
  'next-count-together': 'beyond',
  'next-scan-label-and-count': 'beyond',
  'next-close-case-and-count': 'beyond',
}
