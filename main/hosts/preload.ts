// Runs in the page's process, in a world of its own and sandboxed. It passes one port and nothing else: no part of
// Electron or Node is reachable from the page.
import { contextBridge, ipcRenderer } from 'electron'
import { type PortEnd, relayPort } from './port-pipe.ts'

/** The browser's own port, as far as it is used here; the browser's types are for the page's code only. */
interface PagePort {
  postMessage(message: unknown): void
  addEventListener(kind: 'message' | 'close', listener: (event: { readonly data: unknown }) => void): void
  start(): void
  close(): void
}
declare const window: { postMessage(message: unknown, origin: string, ports: readonly PagePort[]): void }
declare const location: { readonly origin: string }

const asPortEnd = (port: PagePort): PortEnd => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.addEventListener('message', (event) => listener(event.data)),
  onClose: (listener) => port.addEventListener('close', () => listener()),
  close: () => port.close(),
})

ipcRenderer.on('bondmark-port', (event) => {
  const [station] = event.ports as unknown as readonly PagePort[]
  if (!station) return
  const channel = new MessageChannel()
  const near = channel.port1 as unknown as PagePort
  relayPort(asPortEnd(station), asPortEnd(near))
  window.postMessage({ type: 'bondmark-port' }, location.origin, [channel.port2 as unknown as PagePort])
  station.start()
  near.start()
})

contextBridge.exposeInMainWorld('bondmark', { requestPort: () => ipcRenderer.send('bondmark-port-wanted') })
