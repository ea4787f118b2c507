package mock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/muster-zk/muster"
)

// entry is a block as the journal has it, one line of JSON each.
type entry struct {
	block
	TxHash   string         `json:"tx_hash"`
	Sender   string         `json:"sender"`
	Nonce    uint64         `json:"nonce"`
	Batch    muster.BatchID `json:"batch"`
	Gas      uint64         `json:"gas"`
	Fee      muster.Wei     `json:"fee_wei"`
	Reverted string         `json:"reverted,omitempty"`
	State    string         `json:"state"`
}

// mostJournal is the largest journal that is read.
const mostJournal = 1 << 30

// open reads the journal. What a crash left of a last line is cut off: its
// transaction was never answered, and is sent again.
func (c *Chain) open() (err error) {
	if c.file, err = os.OpenFile(c.opts.File, os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.file.Close())
		}
	}()
	b, err := io.ReadAll(io.LimitReader(c.file, mostJournal+1))
	if err != nil {
		return err
	}
	if len(b) > mostJournal {
		return fmt.Errorf("%s has more than %d bytes", c.opts.File, mostJournal)
	}
	whole := int64(bytes.LastIndexByte(b, '\n') + 1)
	for n, line := range bytes.Split(b[:whole], []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("%s, line %d: %w", c.opts.File, n+1, err)
		}
		if e.Height != c.last.Height+1 || e.Nonce != c.nonces[e.Sender] {
			return fmt.Errorf("%s, line %d: block %d with nonce %d, expected block %d with nonce %d",
				c.opts.File, n+1, e.Height, e.Nonce, c.last.Height+1, c.nonces[e.Sender])
		}
		c.apply(e)
	}
	if err := c.file.Truncate(whole); err != nil {
		return err
	}
	_, err = c.file.Seek(whole, io.SeekStart)
	return err
}

// write makes a block durable.
func (c *Chain) write(e entry) error {
	if c.file == nil {
		return nil
	}
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write block: %w", err)
	}
	at, err := c.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err = c.file.Write(append(b, '\n')); err == nil {
		err = c.file.Sync()
	}
	if err != nil {
		return errors.Join(err, c.file.Truncate(at))
	}
	return nil
}
