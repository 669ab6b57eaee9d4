import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { StationContract } from '../../core/contract/station-contract.ts'
import type { Running } from './bondmark.ts'

const PRINTED = /http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]+/

export interface WindowOfStation {
  readonly client: ContractRouterClient<StationContract>
  close(): void
}

/** The address that a station started without a window prints; null when it ended before. */
export function printedAddress({ child, ended }: Running): Promise<string | null> {
  return new Promise((resolve) => {
    let said = ''
    child.stderr?.on('data', (part: string) => {
      said += part
      const [address] = PRINTED.exec(said) ?? []
      if (address) resolve(address)
    })
    void ended.then(() => resolve(null))
  })
}

/** Enters as a window would: the token for a cookie, then the socket. Calls reject once the far end is gone. */
export async function enterStation(address: string): Promise<WindowOfStation> {
  const { origin, host } = new URL(address)
  const entered = await fetch(address)
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { origin, cookie } })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => socket.terminate())
  return {
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    close: () => socket.terminate(),
  }
}
