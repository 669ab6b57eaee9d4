import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { StockAnswer } from '../../../core/contract/stock.ts'
import { useStation } from '../../connection/station-context.ts'

export type StockRow = StockAnswer['stock'][number]
export type StockKind = StockRow['kind']

/** Security stock as the station works it out, asked anew at every change; null until it has answered. */
export function useStock(): StockAnswer | null {
  const { client, view } = useStation()
  const answer = useQuery({
    queryKey: ['stock', view.revision],
    queryFn: () => client.stock(),
    placeholderData: keepPreviousData,
  })
  return answer.data ?? null
}
