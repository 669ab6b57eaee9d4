/**
 * Rule drafts (decision 0074): of each author at each place of a draft the latest word, whether it was written here or heard of. Nothing
 * else says it, and nothing is decided by it.
 */
export const draftTables = `
CREATE TABLE draft_word (
  draft TEXT NOT NULL, place TEXT NOT NULL, kid TEXT NOT NULL, n INTEGER NOT NULL CHECK (n >= 1), json TEXT NOT NULL,
  PRIMARY KEY (draft, place, kid)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER draft_word_forward BEFORE UPDATE ON draft_word WHEN NEW.n < OLD.n BEGIN SELECT RAISE(ABORT, 'words of drafts only go forward'); END;
`
