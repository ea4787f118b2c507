package sqlstore

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

var (
	// The bytes of a digest are always the same; what counts is that somebody
	// needs them again.
	smallSave = query{
		name: "small output save",
		sqlite: `INSERT INTO small_outputs (digest, bytes, stored_at) VALUES ($1, $2, $3)
			ON CONFLICT (digest) DO UPDATE SET stored_at = max(stored_at, excluded.stored_at)`,
		postgres: `INSERT INTO small_outputs AS o (digest, bytes, stored_at) SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[])
			ON CONFLICT (digest) DO UPDATE SET stored_at = greatest(o.stored_at, excluded.stored_at)`,
	}
	smallByDigest = both("small outputs by digest", `SELECT digest, bytes FROM small_outputs WHERE digest IN_BYTES($1)`)
	smallPage     = both("small outputs", `SELECT digest, length(bytes), stored_at FROM small_outputs
		WHERE digest > $1 ORDER BY digest LIMIT $2`)
	smallDelete = both("small outputs delete", `DELETE FROM small_outputs WHERE digest IN_BYTES($1) AND stored_at < $2
		RETURNING digest, length(bytes), stored_at`)
)

// mostSmall is the most small outputs in one answer.
const mostSmall = 10_000

// checkOutput refuses a result without an output, or with other bytes.
func checkOutput(p muster.TaskAcceptParams) error {
	switch {
	case p.Output.IsZero():
		return muster.InvalidField("output", "an artifact", "")
	case len(p.Small) == 0:
		return nil
	case int64(len(p.Small)) != p.Output.Size:
		return muster.InvalidField("small", fmt.Sprintf("the %d bytes of the output", p.Output.Size), fmt.Sprintf("%d bytes", len(p.Small)))
	case muster.DigestOf(p.Small) != p.Output.Digest:
		return muster.InvalidField("small", "bytes that hash to the output's digest", muster.DigestOf(p.Small).String())
	}
	return nil
}

// saveSmall keeps the bytes of results that were accepted just now.
func (t *tx) saveSmall(ctx context.Context, calls []*acceptCall) error {
	kept := make([]*acceptCall, 0, len(calls))
	for _, c := range calls {
		if len(c.p.Small) > 0 && c.err == nil && !c.result.Again {
			kept = append(kept, c)
		}
	}
	// In one order, against deadlocks of several coordinators; of outputs that
	// are the same the newest.
	slices.SortFunc(kept, func(a, b *acceptCall) int {
		if d := bytes.Compare(a.p.Output.Digest[:], b.p.Output.Digest[:]); d != 0 {
			return d
		}
		return b.p.Now.Compare(a.p.Now)
	})
	kept = slices.CompactFunc(kept, func(a, b *acceptCall) bool { return a.p.Output.Digest == b.p.Output.Digest })
	n := len(kept)
	digest, output, stored := make([][]byte, n), make([][]byte, n), make([]int64, n)
	for i, c := range kept {
		digest[i], output[i], stored[i] = c.p.Output.Digest[:], c.p.Small, micro(c.p.Now)
	}
	return t.bulk(ctx, smallSave, n, digest, output, stored)
}

// SmallGet returns the outputs that are kept.
func (s *Store) SmallGet(ctx context.Context, digests []muster.Digest) (map[muster.Digest][]byte, error) {
	got := make(map[muster.Digest][]byte, len(digests))
	type small struct{ digest, output []byte }
	for part := range slices.Chunk(digests, mostSmall) {
		found, err := collect(ctx, s, func(from scanner) (o small, err error) {
			err = from.Scan(&o.digest, &o.output)
			return o, err
		}, smallByDigest, bytesOf(part))
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			got[muster.Digest(o.digest)] = o.output
		}
	}
	return got, nil
}

// SmallList returns a page of the outputs that are kept.
func (s *Store) SmallList(ctx context.Context, after muster.Digest, most int) ([]muster.ArtifactInfo, error) {
	if most < 1 || most > mostSmall {
		return nil, fmt.Errorf("list small outputs: %w", muster.InvalidField("limit", "1 to 10000", itoa(most)))
	}
	return collect(ctx, s, scanSmall, smallPage, after[:], most)
}

// SmallDelete deletes outputs that are old.
func (s *Store) SmallDelete(ctx context.Context, digests []muster.Digest, before time.Time) ([]muster.Artifact, error) {
	var gone []muster.Artifact
	for part := range slices.Chunk(digests, pruneTasks) {
		var deleted []muster.ArtifactInfo
		err := s.update(ctx, "delete small outputs", func(ctx context.Context, t *tx) (err error) {
			deleted, err = collect(ctx, t, scanSmall, smallDelete, bytesOf(part), micro(before))
			return err
		})
		if err != nil {
			return gone, err
		}
		for _, d := range deleted {
			gone = append(gone, d.Artifact)
		}
	}
	return gone, nil
}

func scanSmall(from scanner) (a muster.ArtifactInfo, err error) {
	var digest []byte
	var at int64
	err = from.Scan(&digest, &a.Size, &at)
	if err == nil {
		a.Digest, a.StoredAt = muster.Digest(digest), fromMicro(at)
	}
	return a, err
}

// bytesOf is the stored form of digests that are keys.
func bytesOf(digests []muster.Digest) [][]byte {
	all := make([][]byte, len(digests))
	for i := range digests {
		all[i] = digests[i][:]
	}
	return all
}

func hexOf(all [][]byte) []string {
	out := make([]string, len(all))
	for i, b := range all {
		out[i] = hex.EncodeToString(b)
	}
	return out
}
