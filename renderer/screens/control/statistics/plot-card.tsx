import type { PlotView } from '../../../../core/statistics/plot/plot-view.ts'
import type { StatisticsWords } from '../../../../core/statistics/statistics-words.ts'
import { FigureTable } from './figure-table.tsx'
import { FillSwatch, ScenePicture } from './scene-picture.tsx'

interface Props {
  readonly plot: PlotView
  readonly words: StatisticsWords
}

/** One drawing with what it says, what its fills mean, and the numbers behind it. */
export const PlotCard = ({ plot: { id, title, note, legend, scene, table }, words: { say } }: Props) => (
  <section className={`card plot-card plot-card-${id}`} data-testid={`plot-${id}`}>
    <h2>{title}</h2>
    <p className="quiet">{scene ? note : say('nothing-here')}</p>
    {scene && (
      <>
        {legend.length > 0 && (
          <ul className="plot-legend">
            {legend.map(({ series, text }) => (
              <li key={series}>
                <FillSwatch series={series} />
                {text}
              </li>
            ))}
          </ul>
        )}
        <ScenePicture scene={scene} label={title} />
        <details>
          <summary data-testid={`numbers-${id}`}>{say('numbers')}</summary>
          <FigureTable of={table} caption={title} />
        </details>
      </>
    )}
  </section>
)
