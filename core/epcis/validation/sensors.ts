import { components, measurementTypes, sensorAlerts } from '../cbv-vocabulary.ts'
import { readInstant } from '../instant.ts'
import { anyEpc } from './epc-level.ts'
import type { Place } from './finding.ts'
import { ofShape, shape } from './shape.ts'
import {
  boolean,
  type Check,
  hexBinary,
  listOf,
  number,
  type Surroundings,
  text,
  time,
  uri,
} from './values.ts'
import { wordOf } from './words.ts'

/** What a report may tell: at least one of these, or an alert, or it says nothing. */
const VALUES =
  'value stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue'.split(
    ' ',
  )

const reportShape = shape(
  {
    type: wordOf(measurementTypes),
    exception: wordOf(sensorAlerts),
    deviceID: anyEpc,
    deviceMetadata: anyEpc,
    rawData: uri,
    dataProcessingMethod: uri,
    bizRules: uri,
    time,
    microorganism: uri,
    chemicalSubstance: uri,
    coordinateReferenceSystem: uri,
    value: number,
    component: wordOf(components),
    stringValue: text,
    booleanValue: boolean,
    hexBinaryValue: hexBinary,
    uriValue: uri,
    minValue: number,
    maxValue: number,
    meanValue: number,
    sDev: number,
    percRank: number,
    percValue: number,
    uom: text,
  },
  ['type'],
  { extensible: true },
)

function reportRules(report: Record<string, unknown>, place: Place, { findings }: Surroundings): void {
  if (!VALUES.some((name) => Object.hasOwn(report, name)) && !Object.hasOwn(report, 'exception'))
    findings.warn(place, 'epcis-sensor-without-value')
  const { minValue, maxValue } = report
  if (typeof minValue === 'number' && typeof maxValue === 'number' && minValue > maxValue)
    findings.warn(place.at('minValue'), 'epcis-sensor-range')
}

const metadataShape = shape(
  {
    time,
    startTime: time,
    endTime: time,
    deviceID: anyEpc,
    deviceMetadata: anyEpc,
    rawData: uri,
    dataProcessingMethod: uri,
    bizRules: uri,
  },
  [],
  { extensible: true },
)

function metadataRules(metadata: Record<string, unknown>, place: Place, { findings }: Surroundings): void {
  const [start, end] = [metadata.startTime, metadata.endTime].map((value) =>
    typeof value === 'string' ? readInstant(value) : null,
  )
  if (typeof start === 'number' && typeof end === 'number' && start > end)
    findings.error(place.at('endTime'), 'epcis-time-order')
}

/** `sensorElementList` (EPCIS 2.0 §7.3.7). */
export const sensorElementList: Check = listOf(
  ofShape(
    shape(
      {
        sensorMetadata: ofShape(metadataShape, metadataRules),
        sensorReport: listOf(ofShape(reportShape, reportRules), { filled: true }),
      },
      ['sensorReport'],
      { extensible: true },
    ),
  ),
)
