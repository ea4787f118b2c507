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
	return checkBytes("output", p.Output, "small", p.Small)
}

// checkBytes refuses a missing artifact, and bytes that are not its own.
func checkBytes(field string, a muster.Artifact, bytesField string, b []byte) error {
	switch {
	case a.IsZero():
		return muster.InvalidField(field, "an artifact", "")
	case len(b) == 0:
		return nil
	case int64(len(b)) != a.Size:
		return muster.InvalidField(bytesField, fmt.Sprintf("the %d bytes of the %s", a.Size, field), fmt.Sprintf("%d bytes", len(b)))
	case muster.DigestOf(b) != a.Digest:
		return muster.InvalidField(bytesField, "bytes that hash to the "+field+"'s digest", muster.DigestOf(b).String())
	}
	return nil
}

// small is an output that is kept.
type small struct {
	digest muster.Digest
	bytes  []byte
	at     time.Time
}

// saveSmall keeps the bytes of results that were accepted just now.
func (t *tx) saveSmall(ctx context.Context, calls []*acceptCall) error {
	kept := make([]small, 0, len(calls))
	for _, c := range calls {
		if len(c.p.Small) > 0 && c.err == nil && !c.result.Again {
			kept = append(kept, small{c.p.Output.Digest, c.p.Small, c.p.Now})
		}
	}
	return t.saveBytes(ctx, kept)
}

func (t *tx) saveBytes(ctx context.Context, kept []small) error {
	// In one order, against deadlocks of several coordinators; of outputs that
	// are the same the newest.
	slices.SortFunc(kept, func(a, b small) int {
		if d := bytes.Compare(a.digest[:], b.digest[:]); d != 0 {
			return d
		}
		return b.at.Compare(a.at)
	})
	kept = slices.CompactFunc(kept, func(a, b small) bool { return a.digest == b.digest })
	n := len(kept)
	digest, output, stored := make([][]byte, n), make([][]byte, n), make([]int64, n)
	for i, o := range kept {
		digest[i], output[i], stored[i] = o.digest[:], o.bytes, micro(o.at)
	}
	return t.bulk(ctx, smallSave, n, digest, output, stored)
}

// SmallGet returns the outputs that are kept.
func (s *Store) SmallGet(ctx context.Context, digests []muster.Digest) (map[muster.Digest][]byte, error) {
	got := make(map[muster.Digest][]byte, len(digests))
	type stored struct{ digest, output []byte }
	for part := range slices.Chunk(digests, mostSmall) {
		found, err := collect(ctx, s, func(from scanner) (o stored, err error) {
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
