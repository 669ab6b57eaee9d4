/**
 * The words of the Core Business Vocabulary 2.0 (§7) and of GS1's sensor vocabularies, as the EPCIS 2.0 JSON Schema and
 * context list them.
 */
export interface Vocabulary {
  /** What a bare word stands for: this root with the word behind it. */
  readonly root: string
  /** The URN of the same vocabulary, for those that had one before version 2.0. */
  readonly urn: string | null
  readonly words: ReadonlySet<string>
}

const CBV = 'https://ref.gs1.org/cbv/'
const VOC = 'https://ref.gs1.org/voc/'

function vocabulary(root: string, urn: string | null, words: string): Vocabulary {
  return {
    root,
    urn: urn === null ? null : `urn:epcglobal:cbv:${urn}:`,
    words: new Set(words.split(/\s+/)),
  }
}

export const bizSteps = vocabulary(
  `${CBV}BizStep-`,
  'bizstep',
  `accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
  decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
  killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
  sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
  void_shipping`,
)

export const dispositions = vocabulary(
  `${CBV}Disp-`,
  'disp',
  `active available completeness_inferred completeness_verified conformant container_closed container_open damaged
  destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
  mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled
  reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown`,
)

export const bizTransactionTypes = vocabulary(
  `${CBV}BTT-`,
  'btt',
  'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt',
)

export const sourceDestinationTypes = vocabulary(
  `${CBV}SDT-`,
  'sdt',
  'location owning_party possessing_party',
)

export const errorReasons = vocabulary(`${CBV}ER-`, 'er', 'did_not_occur incorrect_data')

export const components = vocabulary(
  `${CBV}Comp-`,
  null,
  `altitude axial_distance azimuth easting elevation_angle height latitude longitude northing polar_angle
  spherical_radius x y z`,
)

export const measurementTypes = vocabulary(
  VOC,
  null,
  `AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance AmountOfSubstancePerUnitVolume
  Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count Density
  Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
  ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length
  LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass
  MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
  Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume
  Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction
  VolumetricFlux Wavenumber`,
)

export const sensorAlerts = vocabulary(VOC, null, 'ALARM_CONDITION ERROR_CONDITION')

/** The vocabularies of CBV itself. */
export const cbvVocabularies = [
  bizSteps,
  dispositions,
  bizTransactionTypes,
  sourceDestinationTypes,
  errorReasons,
  components,
]

/** Vocabularies that have URNs from before version 2.0, which the event hash reads as their web equivalents. */
export const vocabulariesWithUrn = [
  bizSteps,
  dispositions,
  bizTransactionTypes,
  sourceDestinationTypes,
  errorReasons,
]
