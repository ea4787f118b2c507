package artifact

import (
	"context"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/muster-zk/muster"
)

// A service can't delete an object "unless it was written again", so that a
// deletion and a put of the same bytes, in two processes, could cross: the put
// would be answered and its object gone. A mark keeps them apart. A deletion
// leaves one before it looks at the object's age; a put looks for one after it
// wrote. One of the two sees the other: either the deletion finds the object
// young and keeps it, or the put finds the mark, waits for the deletion's end
// and writes again. Marks stay for a while and are cleared away by Clean.

const (
	deletionsPrefix = "deleting/"
	// deletionTime is the most that a deletion takes from its mark on; after
	// that it was given up.
	deletionTime = time.Minute
	// markLife is how long a mark stays: longer than a put may take from its
	// write to its look at the mark.
	markLife = time.Hour
)

// Contents of marks.
var (
	markBegun = []byte("begun")
	markEnded = []byte("ended")
)

func (b *bucket) delete(ctx context.Context, d muster.Digest, before time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, deletionTime/2)
	defer cancel()
	mark := deletionsPrefix + key(d)
	if err := b.b.WriteAll(ctx, mark, markBegun, nil); err != nil {
		return bucketError("mark deletion", d, err)
	}
	attrs, err := b.b.Attributes(ctx, key(d))
	young := false
	switch {
	case err != nil && gcerrors.Code(err) == gcerrors.NotFound:
	case err != nil:
		return bucketError("look at object", d, err)
	case !attrs.ModTime.Add(coarse).Before(before):
		young = true
	default:
		if err := b.remove(ctx, key(d)); err != nil {
			return err
		}
	}
	if err := b.b.WriteAll(ctx, mark, markEnded, nil); err != nil {
		return bucketError("mark end of deletion", d, err)
	}
	if young {
		return putSince(d)
	}
	return nil
}

// placed runs a write of an object and does it again if a deletion took the
// object away.
func (b *bucket) placed(ctx context.Context, d muster.Digest, write func() error) error {
	if err := write(); err != nil {
		return err
	}
	wait := time.NewTicker(20 * time.Millisecond)
	defer wait.Stop()
	mark := deletionsPrefix + key(d)
	for {
		attrs, err := b.b.Attributes(ctx, mark)
		if err != nil && gcerrors.Code(err) == gcerrors.NotFound {
			return nil
		}
		if err != nil {
			return bucketError("look for deletion", d, err)
		}
		content, err := b.b.ReadAll(ctx, mark)
		if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return bucketError("look for deletion", d, err)
		}
		if string(content) != string(markBegun) || b.now().Sub(attrs.ModTime) > deletionTime {
			break
		}
		select {
		case <-wait.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	switch ok, err := b.b.Exists(ctx, key(d)); {
	case err != nil:
		return bucketError("look at object", d, err)
	case ok:
		return nil
	}
	return b.placed(ctx, d, write)
}

// cleanDeletions clears old marks.
func (b *bucket) cleanDeletions(ctx context.Context, before time.Time) error {
	if oldest := b.now().Add(-markLife); oldest.Before(before) {
		before = oldest
	}
	return b.each(ctx, deletionsPrefix, func(o *blob.ListObject) error {
		if !o.ModTime.Before(before) {
			return nil
		}
		return b.remove(ctx, o.Key)
	})
}

func putSince(d muster.Digest) error {
	return muster.Errorf(muster.CodeState, "artifact %s was put since", d.Short())
}
