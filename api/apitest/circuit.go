package apitest

import (
	"cmp"
	"context"
	"slices"

	"github.com/muster-zk/muster"
)

// UploadCircuitFile is the coordinator's: a file of more than 10 bytes has two
// parts, and what was put before none.
func (f *Service) UploadCircuitFile(_ context.Context, a muster.Artifact) (muster.Upload, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("UploadCircuitFile"); err != nil {
		return muster.Upload{}, err
	}
	up := muster.Upload{Headers: map[string]string{"X-Digest": a.Digest.String()}}
	for offset := int64(0); offset < a.Size; {
		size := a.Size - offset
		if a.Size > 10 && offset == 0 {
			size = 10
		}
		url := f.FilesURL + a.Digest.String() + "/" + string('a'+rune(len(up.Parts)))
		up.Parts = append(up.Parts, muster.UploadPart{URL: url, Offset: offset, Size: size})
		offset += size
	}
	if f.Sent != nil {
		up.Parts = slices.DeleteFunc(up.Parts, func(p muster.UploadPart) bool { return f.Sent(p.URL) })
	}
	return up, nil
}

// RegisterCircuit is the coordinator's.
func (f *Service) RegisterCircuit(_ context.Context, c muster.Circuit) (muster.Circuit, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("RegisterCircuit"); err != nil {
		return muster.Circuit{}, false, err
	}
	if f.Refuse != nil {
		return muster.Circuit{}, false, f.Refuse
	}
	for _, known := range f.Registered {
		if known.Name != c.Name || known.Version != c.Version {
			continue
		}
		if known.CircuitFiles != c.CircuitFiles {
			return muster.Circuit{}, false, muster.Errorf(muster.CodeConflict, "circuit %s@%s has other files", c.Name, c.Version)
		}
		return known, false, nil
	}
	c.CreatedAt = Epoch
	f.Registered = append(f.Registered, c)
	return c, true, nil
}

// Circuits is the coordinator's.
func (f *Service) Circuits(context.Context) ([]muster.Circuit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Circuits"); err != nil {
		return nil, err
	}
	all := slices.Clone(f.Registered)
	slices.SortFunc(all, func(a, b muster.Circuit) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	return all, nil
}

// Circuit is the coordinator's.
func (f *Service) Circuit(_ context.Context, name, version string) (muster.Circuit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Circuit"); err != nil {
		return muster.Circuit{}, err
	}
	for _, c := range slices.Backward(f.Registered) {
		if c.Name == name && (c.Version == version || version == "" && c.RetiredAt.IsZero()) {
			return c, nil
		}
	}
	return muster.Circuit{}, muster.Errorf(muster.CodeNotFound, "get circuit: no row")
}

// RetireCircuit is the coordinator's.
func (f *Service) RetireCircuit(_ context.Context, name, version string) (muster.Circuit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("RetireCircuit"); err != nil {
		return muster.Circuit{}, err
	}
	for i, c := range f.Registered {
		if c.Name == name && c.Version == version {
			f.Registered[i].RetiredAt = Epoch
			return f.Registered[i], nil
		}
	}
	return muster.Circuit{}, muster.Errorf(muster.CodeNotFound, "retire circuit: no row")
}
