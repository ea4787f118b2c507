package sqlstore

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// growth is what one call adds to a batch.
type growth struct {
	batch muster.BatchID
	tasks []muster.Task
	line  int64
	now   time.Time

	has      map[muster.TaskID]bool
	children map[muster.TaskID]int // counted among the tasks
	outside  []muster.TaskID       // parents, and the root, that do not come along
	asked    []string              // tasks and those outside

	stored map[muster.TaskID]bool // of those asked
	lined  bool                   // the batch gets its line by this call
}

// newGrowth checks what can be seen without the store: ids, names and ways up.
func newGrowth(batch muster.BatchID, tasks []muster.Task, line int64, now time.Time) (*growth, error) {
	g := &growth{
		batch: batch, tasks: tasks, line: line, now: now,
		has: make(map[muster.TaskID]bool, len(tasks)), children: make(map[muster.TaskID]int),
		asked: make([]string, 0, len(tasks)),
	}
	names := make(map[string]bool, len(tasks))
	if err := checkLine(line); err != nil {
		return nil, err
	}
	for i, task := range tasks {
		field := fmt.Sprintf("tasks[%d]", i)
		if err := storable(field+".name", task.Name); err != nil {
			return nil, err
		}
		switch {
		case task.ID == "" || g.has[task.ID]:
			return nil, muster.InvalidField(field+".id", "an id of its own", string(task.ID))
		case names[task.Name]:
			return nil, muster.InvalidField(field+".name", "a name of its own", task.Name)
		case task.MaxAttempts < 1:
			return nil, muster.InvalidField(field+".max_attempts", "at least 1", fmt.Sprint(task.MaxAttempts))
		}
		g.has[task.ID], names[task.Name] = true, true
		g.asked = append(g.asked, string(task.ID))
		if task.Parent != "" {
			g.children[task.Parent]++
		}
	}
	for i, task := range tasks {
		// Zero is told by those who store a tree as a whole: then they are counted.
		if n := g.children[task.ID]; task.Children != 0 && task.Children < n {
			return nil, muster.InvalidField(fmt.Sprintf("tasks[%d].children", i), fmt.Sprintf("at least %d", n), fmt.Sprint(task.Children))
		}
	}
	for parent := range g.children {
		if !g.has[parent] {
			g.ask(parent)
		}
	}
	return g, g.checkWays()
}

func (g *growth) ask(id muster.TaskID) {
	g.outside = append(g.outside, id)
	g.asked = append(g.asked, string(id))
}

// checkWays checks that every way up leaves the call or ends at a root; what
// lies outside was checked when it came. A task seen on a way that did needs no
// second look, so all ways together are walked once.
func (g *growth) checkWays() error {
	parent := make(map[muster.TaskID]muster.TaskID, len(g.tasks))
	for _, task := range g.tasks {
		parent[task.ID] = task.Parent
	}
	fine := make(map[muster.TaskID]bool, len(g.tasks))
	for _, task := range g.tasks {
		var way []muster.TaskID
		for at := task.ID; at != "" && g.has[at] && !fine[at]; at = parent[at] {
			if len(way) > len(g.tasks) {
				return muster.InvalidField("parent", "a way up to the root", string(task.ID))
			}
			way = append(way, at)
		}
		for _, at := range way {
			fine[at] = true
		}
	}
	return nil
}

// checkRoot checks that no other task is without a parent.
func (g *growth) checkRoot(root muster.TaskID) error {
	if root == "" {
		return muster.InvalidField("root", "one of the tasks", "")
	}
	for i, task := range g.tasks {
		if (task.Parent == "") != (task.ID == root) {
			return muster.InvalidField(fmt.Sprintf("tasks[%d].parent", i), "a parent for all but the root", string(task.Parent))
		}
	}
	if !g.has[root] {
		g.ask(root)
	}
	return nil
}
