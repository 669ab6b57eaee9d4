import type { ContractRouterClient } from '@orpc/contract'
import type { StationContract } from '../../core/contract/station-contract.ts'

/** The station's calls as this page makes them. */
export type StationClient = ContractRouterClient<StationContract>
