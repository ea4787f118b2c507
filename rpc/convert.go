package rpc

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/muster-zk/muster"
	workerv1 "github.com/muster-zk/muster/rpc/gen/muster/worker/v1"
)

// Functions named to… make messages of our types, from… the reverse. A message
// comes from outside: whatever it holds, from… returns an error rather than
// a value that breaks an assumption.

func toDigest(d muster.Digest) []byte {
	if d.IsZero() {
		return nil
	}
	return d[:]
}

func fromDigest(field string, b []byte) (d muster.Digest, err error) {
	if len(b) != 0 && len(b) != len(d) {
		return d, muster.InvalidField(field, "32 bytes", fmt.Sprintf("%d bytes", len(b)))
	}
	copy(d[:], b)
	return d, nil
}

func toDigests(ds []muster.Digest) [][]byte {
	out := make([][]byte, len(ds))
	for i, d := range ds {
		out[i] = toDigest(d)
	}
	return out
}

func fromDigests(field string, bs [][]byte) ([]muster.Digest, error) {
	if len(bs) == 0 {
		return nil, nil
	}
	out := make([]muster.Digest, len(bs))
	for i, b := range bs {
		d, err := fromDigest(fmt.Sprintf("%s[%d]", field, i), b)
		if err != nil {
			return nil, err
		}
		out[i] = d
	}
	return out, nil
}

func toArtifact(a muster.Artifact) *workerv1.Artifact {
	if a.IsZero() {
		return nil
	}
	return &workerv1.Artifact{Digest: toDigest(a.Digest), Size: a.Size}
}

func fromArtifact(field string, m *workerv1.Artifact) (muster.Artifact, error) {
	d, err := fromDigest(field+".digest", m.GetDigest())
	if err != nil {
		return muster.Artifact{}, err
	}
	if m.GetSize() < 0 {
		return muster.Artifact{}, muster.InvalidField(field+".size", "0 or more", fmt.Sprint(m.GetSize()))
	}
	return muster.Artifact{Digest: d, Size: m.GetSize()}, nil
}

func toStatement(s muster.Statement) *workerv1.Statement {
	return &workerv1.Statement{System: s.System, Curve: s.Curve, Circuit: toDigest(s.Circuit), Public: s.Public, Target: s.Target}
}

func fromStatement(field string, m *workerv1.Statement) (muster.Statement, error) {
	d, err := fromDigest(field+".circuit", m.GetCircuit())
	return muster.Statement{
		System: m.GetSystem(), Curve: m.GetCurve(), Circuit: d, Public: m.GetPublic(), Target: m.GetTarget(),
	}, err
}

func toCapabilities(c muster.Capabilities) *workerv1.Capabilities {
	return &workerv1.Capabilities{
		Backends: c.Backends, Circuits: toDigests(c.Circuits), Pipelines: c.Pipelines,
		ProtocolVersions: c.ProtocolVersions, Stages: c.Stages, Memory: c.Memory, Vram: c.VRAM, Gpu: c.GPU,
		Cores: int32(c.Cores), Resident: toDigests(c.Resident),
		GpuModel: c.GPUModel, GpuArch: c.GPUArch, Hardware: c.Hardware,
	}
}

func fromCapabilities(m *workerv1.Capabilities) (muster.Capabilities, error) {
	circuits, err := fromDigests("capabilities.circuits", m.GetCircuits())
	if err != nil {
		return muster.Capabilities{}, err
	}
	resident, err := fromDigests("capabilities.resident", m.GetResident())
	if err != nil {
		return muster.Capabilities{}, err
	}
	return muster.Capabilities{
		Backends: m.GetBackends(), Circuits: circuits, Pipelines: m.GetPipelines(),
		ProtocolVersions: m.GetProtocolVersions(), Stages: m.GetStages(), Memory: m.GetMemory(), VRAM: m.GetVram(),
		GPU: m.GetGpu(), GPUModel: m.GetGpuModel(), GPUArch: m.GetGpuArch(), Cores: int(m.GetCores()),
		Hardware: m.GetHardware(), Resident: resident,
	}, nil
}

func toInput(in muster.GrantInput) *workerv1.Input {
	return &workerv1.Input{
		Name: in.Name, Artifact: toArtifact(in.Artifact), Statement: toStatement(in.Statement), Url: in.URL, Inline: in.Inline,
	}
}

func fromInput(field string, m *workerv1.Input) (in muster.GrantInput, err error) {
	in.Name, in.URL = m.GetName(), m.GetUrl()
	if len(m.GetInline()) > 0 {
		in.Inline = m.GetInline()
	}
	if in.Artifact, err = fromArtifact(field+".artifact", m.GetArtifact()); err != nil {
		return in, err
	}
	in.Statement, err = fromStatement(field+".statement", m.GetStatement())
	return in, err
}

func toGrant(g muster.Grant, now time.Time) *workerv1.Grant {
	t, n := g.Task, g.Task.Needs
	out := &workerv1.Grant{
		Task: &workerv1.Task{
			Id: string(t.ID), Batch: string(t.Batch), Name: t.Name, Round: int32(t.Round), Index: int32(t.Index),
			Needs: &workerv1.Needs{
				Backend: n.Backend, Pipeline: n.Pipeline, ProtocolVersion: n.ProtocolVersion, RoundName: n.RoundName,
				Round: int32(n.Round), CircuitName: n.CircuitName, Circuit: toDigest(n.Circuit), Stage: n.Stage,
				Memory: n.Memory, Vram: n.VRAM, Gpu: n.GPU, Cores: int32(n.Cores), GpuArchs: n.GPUArchs, Regions: n.Regions,
			},
			Statement: toStatement(t.Statement), Attempts: int32(t.Attempts), MaxAttempts: int32(t.MaxAttempts),
			LeaseFor: durationpb.New(t.LeaseFor),
		},
		Pipeline: g.Pipeline,
		Circuit: &workerv1.CircuitFiles{
			Name: g.Circuit.Name, System: g.Circuit.System, Curve: g.Circuit.Curve,
			Constraints:      int64(g.Circuit.Constraints),
			ConstraintSystem: toArtifact(g.Circuit.ConstraintSystem),
			ProvingKey:       toArtifact(g.Circuit.ProvingKey),
			VerifyingKey:     toArtifact(g.Circuit.VerifyingKey),
			Program:          toArtifact(g.Circuit.Program),
		},
		Fence: g.Fence, ExpiresIn: durationpb.New(g.Expires.Sub(now)), UploadLimit: g.UploadLimit,
	}
	out.InlineLimit = min(inlineLimit, g.InlineLimit)
	if !t.ReadyAt.IsZero() && t.LeasedAt.After(t.ReadyAt) {
		out.Waited = durationpb.New(t.LeasedAt.Sub(t.ReadyAt))
	}
	for _, in := range g.Inputs {
		out.Inputs = append(out.Inputs, toInput(in))
	}
	if !g.Slice.Artifact.IsZero() {
		out.Slice = toInput(g.Slice)
	}
	return out
}

func fromGrant(m *workerv1.Grant, now time.Time) (g muster.Grant, err error) {
	t, n := m.GetTask(), m.GetTask().GetNeeds()
	g = muster.Grant{
		Task: muster.Task{
			Batch: muster.BatchID(t.GetBatch()), Name: t.GetName(), Round: int(t.GetRound()), Index: int(t.GetIndex()),
			Needs: muster.Needs{
				Backend: n.GetBackend(), Pipeline: n.GetPipeline(), ProtocolVersion: n.GetProtocolVersion(),
				RoundName: n.GetRoundName(), Round: int(n.GetRound()), CircuitName: n.GetCircuitName(),
				Stage: n.GetStage(), Memory: n.GetMemory(), VRAM: n.GetVram(), GPU: n.GetGpu(), Cores: int(n.GetCores()),
				GPUArchs: n.GetGpuArchs(), Regions: n.GetRegions(),
			},
			// By the clock of this side, so that they are right relative to each other.
			LeasedAt: now, ReadyAt: now.Add(-max(m.GetWaited().AsDuration(), 0)),
			State: muster.TaskLeased, Fence: m.GetFence(), Expires: now.Add(m.GetExpiresIn().AsDuration()),
			Attempts: int(t.GetAttempts()), MaxAttempts: int(t.GetMaxAttempts()), LeaseFor: t.GetLeaseFor().AsDuration(),
		},
		Pipeline: m.GetPipeline(),
		Circuit: muster.CircuitFiles{
			Name: m.GetCircuit().GetName(), System: m.GetCircuit().GetSystem(), Curve: m.GetCircuit().GetCurve(),
			Constraints: int(m.GetCircuit().GetConstraints()),
		},
		Fence: m.GetFence(), Expires: now.Add(m.GetExpiresIn().AsDuration()), UploadLimit: m.GetUploadLimit(),
		InlineLimit: m.GetInlineLimit(),
	}
	if g.Task.ID, err = muster.ParseTaskID(t.GetId()); err != nil {
		return g, err
	}
	if g.Task.Needs.Circuit, err = fromDigest("task.needs.circuit", n.GetCircuit()); err != nil {
		return g, err
	}
	if g.Task.Statement, err = fromStatement("task.statement", t.GetStatement()); err != nil {
		return g, err
	}
	for _, f := range []struct {
		name string
		from *workerv1.Artifact
		to   *muster.Artifact
	}{
		{"circuit.constraint_system", m.GetCircuit().GetConstraintSystem(), &g.Circuit.ConstraintSystem},
		{"circuit.proving_key", m.GetCircuit().GetProvingKey(), &g.Circuit.ProvingKey},
		{"circuit.verifying_key", m.GetCircuit().GetVerifyingKey(), &g.Circuit.VerifyingKey},
		{"circuit.program", m.GetCircuit().GetProgram(), &g.Circuit.Program},
	} {
		if *f.to, err = fromArtifact(f.name, f.from); err != nil {
			return g, err
		}
	}
	for i, in := range m.GetInputs() {
		input, err := fromInput(fmt.Sprintf("inputs[%d]", i), in)
		if err != nil {
			return g, err
		}
		g.Inputs = append(g.Inputs, input)
	}
	if m.GetSlice() != nil {
		if g.Slice, err = fromInput("slice", m.GetSlice()); err != nil {
			return g, err
		}
		g.Task.Slice = g.Slice.Artifact
	}
	return g, nil
}

func toUpload(u muster.Upload) *workerv1.SignUploadResponse {
	out := &workerv1.SignUploadResponse{Headers: u.Headers}
	if len(u.Parts) == 1 && len(u.Headers) == 0 {
		out.Url = u.Parts[0].URL
	}
	for _, p := range u.Parts {
		out.Parts = append(out.Parts, &workerv1.UploadPart{Url: p.URL, Offset: p.Offset, Size: p.Size})
	}
	return out
}

// fromUpload reads how to upload an output of the given size.
func fromUpload(m *workerv1.SignUploadResponse, size int64) (muster.Upload, error) {
	out := muster.Upload{Headers: m.GetHeaders()}
	if len(m.GetParts()) == 0 && m.GetUrl() != "" { // a coordinator of before there were parts
		out.Parts = []muster.UploadPart{{URL: m.GetUrl(), Size: size}}
	}
	for i, p := range m.GetParts() {
		if p.GetOffset() < 0 || p.GetSize() < 0 || p.GetSize() > size || p.GetOffset() > size-p.GetSize() {
			return out, muster.InvalidField(fmt.Sprintf("parts[%d]", i), fmt.Sprintf("a piece of %d bytes", size),
				fmt.Sprintf("%d bytes at %d", p.GetSize(), p.GetOffset()))
		}
		out.Parts = append(out.Parts, muster.UploadPart{URL: p.GetUrl(), Offset: p.GetOffset(), Size: p.GetSize()})
	}
	return out, nil
}

func toCompletion(r muster.Completion) *workerv1.CompleteRequest {
	return &workerv1.CompleteRequest{Task: string(r.Task), Fence: r.Fence, Output: toArtifact(r.Output), Inline: r.Inline}
}
