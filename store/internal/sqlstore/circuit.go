package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

const circuitColumns = `circuit, created_at, retired_at`

var (
	circuitInsert = both("circuit insert", `INSERT INTO circuits
		(name, version, major, minor, patch, verifying_key, circuit, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (name, major, minor, patch) DO NOTHING`)
	circuitGet = both("circuit get", `SELECT `+circuitColumns+` FROM circuits
		WHERE name = $1 AND major = $2 AND minor = $3 AND patch = $4`)
	circuitNewest = both("circuit newest", `SELECT `+circuitColumns+` FROM circuits WHERE name = $1 AND retired_at = 0
		ORDER BY major DESC, minor DESC, patch DESC LIMIT 1`)
	circuitByKey = both("circuit by key", `SELECT `+circuitColumns+` FROM circuits WHERE verifying_key = $1
		ORDER BY created_at, name, major, minor, patch LIMIT 1`)
	// Of two that are inserted at once, one sees the other's key; readers go on.
	circuitsLock = query{name: "circuits lock", postgres: `LOCK TABLE circuits IN SHARE ROW EXCLUSIVE MODE`}
	circuitList  = both("circuit list", `SELECT `+circuitColumns+` FROM circuits ORDER BY name, major, minor, patch`)
	// The first time of retirement stays.
	circuitRetire = both("circuit retire", `UPDATE circuits
		SET retired_at = CASE WHEN retired_at = 0 THEN CAST($5 AS bigint) ELSE retired_at END
		WHERE name = $1 AND major = $2 AND minor = $3 AND patch = $4`)
)

func scanCircuit(from scanner) (muster.Circuit, error) {
	var c muster.Circuit
	var text string
	var created, retired int64
	if err := from.Scan(&text, &created, &retired); err != nil {
		return c, err
	}
	if err := fromJSON(text, &c); err != nil {
		return c, err
	}
	c.CreatedAt, c.RetiredAt = fromMicro(created), fromMicro(retired)
	return c, nil
}

// CircuitInsert stores a circuit.
func (s *Store) CircuitInsert(ctx context.Context, p muster.CircuitInsertParams) (muster.Circuit, bool, error) {
	c := p.Circuit
	c.CreatedAt, c.RetiredAt = time.Time{}, time.Time{}
	parts, err := checkCircuit(c)
	if err != nil {
		return muster.Circuit{}, false, fmt.Errorf("insert circuit: %w", err)
	}
	key := []any{c.Name, int64(parts[0]), int64(parts[1]), int64(parts[2])}
	var stored muster.Circuit
	fresh := false
	err = s.update(ctx, "insert circuit", func(ctx context.Context, t *tx) error {
		if err := t.checkKey(ctx, c); err != nil {
			return err
		}
		n, err := t.exec(ctx, circuitInsert, c.Name, c.Version, key[1], key[2], key[3],
			digestText(c.VerifyingKey.Digest), toJSON(c), micro(p.Now))
		if err != nil {
			return err
		}
		fresh = n == 1
		found, err := collect(ctx, t, scanCircuit, circuitGet, key...)
		if err != nil || len(found) == 0 {
			return orMissing(err, c.Name, c.Version)
		}
		stored = found[0]
		same := stored
		same.CreatedAt, same.RetiredAt = time.Time{}, time.Time{}
		if same != c {
			return muster.Errorf(muster.CodeConflict, "circuit %s@%s is registered with other files: a version never changes", c.Name, c.Version)
		}
		return nil
	})
	if err != nil {
		return muster.Circuit{}, false, err
	}
	return stored, fresh, nil
}

// checkKey refuses a verifying key that stands for another system or curve
// already: statements name circuits by the key alone.
func (t *tx) checkKey(ctx context.Context, c muster.Circuit) error {
	if t.s.dialect.Postgres {
		if err := t.step(ctx, circuitsLock); err != nil {
			return err
		}
	}
	found, err := collect(ctx, t, scanCircuit, circuitByKey, digestText(c.VerifyingKey.Digest))
	if err != nil || len(found) == 0 || found[0].System == c.System && found[0].Curve == c.Curve {
		return err
	}
	o := found[0]
	return muster.Errorf(muster.CodeConflict, "verifying key %s is that of %s@%s, of %s on %q, and can't be of %s on %q too",
		c.VerifyingKey.Digest.Short(), o.Name, o.Version, o.System, o.Curve, c.System, c.Curve)
}

// checkCircuit returns the version's numbers, or refuses what can't be stored.
func checkCircuit(c muster.Circuit) ([3]uint32, error) {
	if c.Name == "" {
		return [3]uint32{}, muster.InvalidField("name", "a name", "")
	}
	for field, text := range map[string]string{"name": c.Name, "system": c.System, "curve": c.Curve, "kind": c.Kind, "release": c.Release} {
		if err := storable(field, text); err != nil {
			return [3]uint32{}, err
		}
	}
	if c.VerifyingKey.IsZero() {
		return [3]uint32{}, muster.InvalidField("verifying_key", "an artifact", "")
	}
	return muster.CircuitVersion(c.Version)
}

// orMissing is an error, or that there is no such circuit.
func orMissing(err error, name, version string) error {
	switch {
	case err != nil:
		return err
	case version == "":
		return muster.Errorf(muster.CodeNotFound, "no circuit %.80q is registered that is not retired", name)
	}
	return muster.Errorf(muster.CodeNotFound, "no circuit %.80q of version %.80q is registered", name, version)
}

// CircuitGet returns a circuit, or its newest version that is not retired.
func (s *Store) CircuitGet(ctx context.Context, name, version string) (muster.Circuit, error) {
	q, args := circuitNewest, []any{name}
	if version != "" {
		parts, err := muster.CircuitVersion(version)
		if err != nil {
			return muster.Circuit{}, orMissing(nil, name, version)
		}
		q, args = circuitGet, []any{name, int64(parts[0]), int64(parts[1]), int64(parts[2])}
	}
	if storable("name", name) != nil {
		return muster.Circuit{}, orMissing(nil, name, version)
	}
	found, err := collect(ctx, s, scanCircuit, q, args...)
	if err != nil || len(found) == 0 {
		return muster.Circuit{}, orMissing(err, name, version)
	}
	return found[0], nil
}

// CircuitByKey returns the first circuit that was stored with a verifying key.
func (s *Store) CircuitByKey(ctx context.Context, key muster.Digest) (muster.Circuit, error) {
	found, err := collect(ctx, s, scanCircuit, circuitByKey, digestText(key))
	if err == nil && len(found) == 0 {
		err = muster.Errorf(muster.CodeNotFound, "no circuit with the verifying key %s is registered", key.Short())
	}
	if err != nil {
		return muster.Circuit{}, err
	}
	return found[0], nil
}

// CircuitList returns all circuits, by name and version.
func (s *Store) CircuitList(ctx context.Context) ([]muster.Circuit, error) {
	return collect(ctx, s, scanCircuit, circuitList)
}

// CircuitRetire takes a version out of the choice for new batches.
func (s *Store) CircuitRetire(ctx context.Context, p muster.CircuitRetireParams) (muster.Circuit, error) {
	parts, err := muster.CircuitVersion(p.Version)
	if err != nil || storable("name", p.Name) != nil {
		return muster.Circuit{}, orMissing(nil, p.Name, p.Version)
	}
	key := []any{p.Name, int64(parts[0]), int64(parts[1]), int64(parts[2])}
	var retired muster.Circuit
	err = s.update(ctx, "retire circuit", func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, circuitRetire, append(key[:len(key):len(key)], micro(p.Now))...); err != nil {
			return err
		}
		found, err := collect(ctx, t, scanCircuit, circuitGet, key...)
		if err != nil || len(found) == 0 {
			return orMissing(err, p.Name, p.Version)
		}
		retired = found[0]
		return nil
	})
	if err != nil {
		return muster.Circuit{}, err
	}
	return retired, nil
}
