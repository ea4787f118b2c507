package sqlstore

import (
	"context"

	"github.com/muster-zk/muster"
)

var (
	artifactsOfBatches = both("artifacts of batches", `SELECT sequence, input_digest, proof_digest FROM batches
		WHERE sequence > $1 ORDER BY sequence LIMIT $2`)
	artifactsOfTasks = both("artifacts of tasks", `SELECT s.id, s.slice_digest, t.output_digest
		FROM task_specs s JOIN tasks t ON t.id = s.id WHERE s.id > $1 ORDER BY s.id LIMIT $2`)
)

// artifactPage is the number of rows that are read at once. Each page is a
// query of its own: one that lasted as long as f takes for everything would
// keep the database from clearing what others replace meanwhile.
const artifactPage = 10_000

// named is a row with what it names.
type named[K any] struct {
	at      K
	digests [2]string
}

func scanNamed[K any](from scanner) (n named[K], err error) {
	err = from.Scan(&n.at, &n.digests[0], &n.digests[1])
	return n, err
}

// ArtifactsInUse calls f with the digest of every artifact that was named when
// it was called: files of circuits, retired ones too since batches may have
// them; inputs and final proofs of batches; slices and outputs of tasks. What is
// named meanwhile may be missing, so one who collects the others spares what is
// young.
func (s *Store) ArtifactsInUse(ctx context.Context, f func(muster.Digest) error) error {
	circuits, err := s.CircuitList(ctx)
	if err != nil {
		return err
	}
	for _, c := range circuits {
		for _, a := range []muster.Artifact{c.ConstraintSystem, c.ProvingKey, c.VerifyingKey, c.Program} {
			if a.IsZero() {
				continue
			}
			if err := f(a.Digest); err != nil {
				return err
			}
		}
	}
	if err := walkNamed(ctx, s, artifactsOfBatches, int64(0), f); err != nil {
		return err
	}
	return walkNamed(ctx, s, artifactsOfTasks, "", f)
}

func walkNamed[K any](ctx context.Context, s *Store, q query, after K, f func(muster.Digest) error) error {
	for {
		page, err := collect(ctx, s, scanNamed[K], q, after, artifactPage)
		if err != nil {
			return err
		}
		for _, n := range page {
			for _, text := range n.digests {
				if text == "" {
					continue
				}
				var d muster.Digest
				if err := d.UnmarshalText([]byte(text)); err != nil {
					return s.coded(q.name, err)
				}
				if err := f(d); err != nil {
					return err
				}
			}
		}
		if len(page) < artifactPage {
			return nil
		}
		after = page[len(page)-1].at
	}
}
