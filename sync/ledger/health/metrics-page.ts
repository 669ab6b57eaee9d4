import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { METRICS_CONTENT_TYPE, type Metrics } from '../../../platform/metrics/metrics.ts'

/** `/metrics`: what Prometheus fetches. Numbers only: nothing of what statements say, and no addresses. */
export const metricsPage =
  (metrics: Metrics): Route =>
  (request, { pathname }, response) => {
    if (pathname !== '/metrics') return false
    if (isRead(request, response))
      answer(response, 200, metrics.text(), {
        'Content-Type': METRICS_CONTENT_TYPE,
        'Cache-Control': 'no-store',
      })
    return true
  }
