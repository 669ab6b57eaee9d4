import { ORPCError } from '@orpc/client'
import { type AnyRouter, ValidationError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { isRpcMessage, type RpcPipe } from './rpc-pipe.ts'

/** Calls in work at once over all pipes; a page has a handful. */
const CALLS_MAX = 256

const asOrpc = (failure: Failure) => new ORPCError('FAILURE', { defined: true, status: 422, data: failure })

/** An expected failure crosses as `{code, detail}`; anything else is a bug: logged here, and `internal` to the far end. */
function asFailure(error: unknown, call: string, logger: Logger): unknown {
  if (error instanceof BondmarkError) return asOrpc(error.toFailure())
  if (!(error instanceof ORPCError)) {
    logger.error({ err: error, call }, 'a call failed unexpectedly')
    return asOrpc({
      code: 'internal',
      detail: { message: error instanceof Error ? error.message : String(error) },
    })
  }
  if (error.code !== 'BAD_REQUEST') return error
  const issue = error.cause instanceof ValidationError ? error.cause.issues[0] : undefined
  const where = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
  return asOrpc({
    code: 'input-invalid',
    detail: { where: where || call, problem: (issue?.message ?? error.message).slice(0, 200) },
  })
}

/**
 * Serves one router over any number of pipes, the same way in both hosts (WebSocket in the browser host, MessagePort
 * in Electron).
 */
export function stationRpc(router: AnyRouter, logger: Logger): (pipe: RpcPipe) => void {
  let calls = 0
  const handler = new RPCHandler(router, {
    interceptors: [
      async ({ next, request }) => {
        const call = request.url.pathname.slice(1)
        if (calls >= CALLS_MAX)
          throw asOrpc({
            code: 'input-invalid',
            detail: { where: call, problem: `${CALLS_MAX} calls at once` },
          })
        calls += 1
        try {
          return await next()
        } catch (error) {
          throw asFailure(error, call, logger)
        } finally {
          calls -= 1
        }
      },
    ],
  })
  return (pipe) => {
    const socket = {
      send: (message: string | ArrayBufferLike | ArrayBufferView) =>
        typeof message === 'string'
          ? pipe.send(message)
          : Promise.reject(new TypeError('the contract has no binary answers')),
      addEventListener(kind: string, listener: (event: { data: string }) => void) {
        if (kind === 'close') pipe.onClose(() => listener({ data: '' }))
        if (kind !== 'message') return
        pipe.onMessage((message) => {
          if (isRpcMessage(message)) listener({ data: message })
          else pipe.refuse()
        })
      },
    }
    void handler.upgrade(socket as unknown as Parameters<typeof handler.upgrade>[0])
  }
}
