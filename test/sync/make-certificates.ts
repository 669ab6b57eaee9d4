import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Real certificates, made by OpenSSL's own program in a folder. */
export function makeCertificates(folder: string) {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...ec,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Consortium CA',
  )
  return {
    ca: join(folder, 'ca.pem'),
    /** One for `host`, ending `days` from now; -1 has ended. */
    issue(name: string, host: string, days = 30) {
      openssl('req', ...ec, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${host}`)
      writeFileSync(
        join(folder, `${name}.ext`),
        `subjectAltName=${host === 'localhost' ? 'DNS:localhost,IP:127.0.0.1' : `DNS:${host}`}\n`,
      )
      const end = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
      const start = new Date(Date.now() - 40 * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
      writeFileSync(join(folder, 'index.txt'), '')
      writeFileSync(
        join(folder, 'ca.cnf'),
        '[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n',
      )
      openssl(
        ...[
          'ca',
          '-batch',
          '-config',
          'ca.cnf',
          '-cert',
          'ca.pem',
          '-keyfile',
          'ca.key',
          '-in',
          `${name}.csr`,
        ],
        ...[
          '-out',
          `${name}.pem`,
          '-notext',
          '-startdate',
          start,
          '-enddate',
          end,
          '-extfile',
          `${name}.ext`,
        ],
      )
      return { certFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) }
    },
  }
}

export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}
