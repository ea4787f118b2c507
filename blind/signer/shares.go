package signer

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bytemare/ecc"
	"github.com/bytemare/frost"
	"github.com/bytemare/secret-sharing/keys"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
)

// held is a share that the signer has.
type held struct {
	committee *committee.Committee
	id        uint16
	conf      *frost.Configuration
	share     *keys.KeyShare
}

// shareFile is its form on disk.
type shareFile struct {
	Committee *committee.Committee `json:"committee"`
	ID        uint16               `json:"id"`
	Secret    string               `json:"secret"` // 64 hex digits
}

// hold checks that a secret is the share of a committee's member.
func hold(c *committee.Committee, id uint16, secret *ecc.Scalar) (*held, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	conf, err := c.Frost()
	if err != nil {
		return nil, err
	}
	key, err := committee.PointHex(c.Key)
	if err != nil {
		return nil, err
	}
	share, err := keys.NewKeyShare(committee.Group, id, secret, key, nil)
	if err == nil {
		err = conf.ValidateKeyShare(share)
	}
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "this is not the share of member %d of committee %s: %w", id, c.Name, err)
	}
	return &held{c, id, conf, share}, nil
}

// save writes a share durably. A share of this committee that is there already
// is left as it is, and is CodeConflict unless it is the same.
func (h *held) save(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("folder of shares: %w", err)
	}
	b, err := json.MarshalIndent(shareFile{h.committee, h.id, hex.EncodeToString(h.share.SecretKey().Encode())}, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, h.committee.Key+".json")
	err = committee.WriteSecret(path, b)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	is, err := load(path)
	if err != nil {
		return err
	}
	if is.id != h.id || !is.share.SecretKey().Equal(h.share.SecretKey()) {
		return muster.Errorf(muster.CodeConflict, "another share of committee %s is held already", h.committee.Name)
	}
	return nil
}

func load(path string) (*held, error) {
	b, err := committee.ReadSecret(path)
	if err != nil {
		return nil, fmt.Errorf("read share: %w", err)
	}
	var f shareFile
	if err := json.Unmarshal(b, &f); err != nil || f.Committee == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "%s is no share of a signer", path)
	}
	secret, err := scalarHex(f.Secret)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "%s is no share of a signer", path)
	}
	return hold(f.Committee, f.ID, secret)
}

// loadAll reads the shares in a folder, by the key of their committee.
func loadAll(dir string) (map[string]*held, error) {
	all := make(map[string]*held)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("folder of shares: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		h, err := load(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		all[h.committee.Key] = h
	}
	return all, nil
}

func scalarHex(s string) (*ecc.Scalar, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "expected 64 hexadecimal digits")
	}
	return committee.Scalar(b)
}
