import type { TableView } from '../../../../core/statistics/plot/plot-view.ts'

/** Numbers in rows and columns, each row by its name. */
export const FigureTable = ({
  of: { head, rows },
  caption,
}: {
  readonly of: TableView
  readonly caption: string
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by the keys while it has the focus
  <section className="figure-table-frame" aria-label={caption} tabIndex={0}>
    <table className="figure-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((name, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
            <th key={at} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are drawn anew together
          <tr key={at}>
            <th scope="row">{name}</th>
            {cells.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
