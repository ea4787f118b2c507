package rpc

import (
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/muster-zk/muster"
	workerv1 "github.com/muster-zk/muster/rpc/gen/muster/worker/v1"
)

func FuzzGrant(f *testing.F) {
	now := time.Unix(1e9, 0)
	good, err := proto.Marshal(toGrant(muster.Grant{
		Task: muster.Task{ID: someTask, Statement: public}, Slice: muster.GrantInput{Input: muster.Input{Artifact: blob}},
		Inputs: []muster.GrantInput{{URL: "x"}},
	}, now))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var m workerv1.Grant
		if proto.Unmarshal(b, &m) != nil {
			return
		}
		g, err := fromGrant(&m, now)
		if err != nil {
			return
		}
		if _, err := muster.ParseTaskID(string(g.Task.ID)); err != nil {
			t.Errorf("a grant of %q was taken", g.Task.ID)
		}
		again, err := fromGrant(toGrant(g, now), now)
		if err != nil || again.Task.ID != g.Task.ID || len(again.Inputs) != len(g.Inputs) {
			t.Errorf("%+v became %+v, %v", g, again, err)
		}
	})
}

func TestMessagesWithBrokenDigests(t *testing.T) {
	for name, m := range map[string]*workerv1.Grant{
		"no task":       {},
		"circuit":       {Task: &workerv1.Task{Id: string(someTask), Needs: &workerv1.Needs{Circuit: []byte{1}}}},
		"statement":     {Task: &workerv1.Task{Id: string(someTask), Statement: &workerv1.Statement{Circuit: []byte{1}}}},
		"proving key":   {Task: &workerv1.Task{Id: string(someTask)}, Circuit: &workerv1.CircuitFiles{ProvingKey: &workerv1.Artifact{Digest: []byte{1}}}},
		"input":         {Task: &workerv1.Task{Id: string(someTask)}, Inputs: []*workerv1.Input{{Artifact: &workerv1.Artifact{Digest: []byte{1}}}}},
		"negative size": {Task: &workerv1.Task{Id: string(someTask)}, Slice: &workerv1.Input{Artifact: &workerv1.Artifact{Size: -1}}},
	} {
		if _, err := fromGrant(m, time.Now()); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}
