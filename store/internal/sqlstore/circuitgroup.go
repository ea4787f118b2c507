package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var (
	groupList = both("group list", `SELECT name, pairs FROM worker_groups ORDER BY name`)
	// Of two that replace the groups at once one comes after the other; readers
	// go on. SQLite has one writer anyway.
	groupsLock   = query{name: "groups lock", postgres: `LOCK TABLE worker_groups IN SHARE ROW EXCLUSIVE MODE`}
	groupsDelete = both("groups delete", `DELETE FROM worker_groups`)
	groupInsert  = query{
		name:     "group insert",
		sqlite:   `INSERT INTO worker_groups (name, pairs, updated_at) VALUES ($1, $2, $3)`,
		postgres: `INSERT INTO worker_groups (name, pairs, updated_at) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`,
	}
)

// GroupApply replaces all groups with these.
func (s *Store) GroupApply(ctx context.Context, groups []muster.Group, now time.Time) error {
	n := len(groups)
	name, pairs, updated := make([]string, n), make([]string, n), make([]int64, n)
	seen := make(map[string]bool, n)
	for i, g := range groups {
		field := fmt.Sprintf("groups[%d].name", i)
		if g.Name == "" || seen[g.Name] {
			return fmt.Errorf("apply groups: %w", muster.InvalidField(field, "a name of its own", g.Name))
		}
		if err := storable(field, g.Name); err != nil {
			return fmt.Errorf("apply groups: %w", err)
		}
		seen[g.Name] = true
		name[i], pairs[i], updated[i] = g.Name, toJSON(g.Pairs), micro(now)
	}
	return s.update(ctx, "apply groups", func(ctx context.Context, t *tx) error {
		if t.s.dialect.Postgres {
			if err := t.step(ctx, groupsLock); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, groupsDelete); err != nil {
			return err
		}
		return t.bulk(ctx, groupInsert, n, name, pairs, updated)
	})
}

// GroupList returns the groups by name.
func (s *Store) GroupList(ctx context.Context) ([]muster.Group, error) {
	return collect(ctx, s, func(from scanner) (g muster.Group, err error) {
		var pairs string
		if err = from.Scan(&g.Name, &pairs); err != nil {
			return g, err
		}
		return g, fromJSON(pairs, &g.Pairs)
	}, groupList)
}
