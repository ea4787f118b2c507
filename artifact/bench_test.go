package artifact

import (
	"bytes"
	"encoding/binary"
	"sync/atomic"
	"testing"
)

// BenchmarkPut stores proofs of the size that chains take, one after the other
// and eight at once. In the folder each waits for the disk.
func BenchmarkPut(b *testing.B) {
	for _, place := range []string{"folder", "memory"} {
		url := "mem://"
		if place == "folder" {
			url = b.TempDir()
		}
		s, err := Open(b.Context(), url, Options{})
		if err != nil {
			b.Fatal(err)
		}
		var n atomic.Uint64
		put := func() error {
			content := make([]byte, 388)
			binary.BigEndian.PutUint64(content, n.Add(1))
			_, err := s.Put(b.Context(), bytes.NewReader(content), 1<<10)
			return err
		}
		b.Run(place+"/alone", func(b *testing.B) {
			for b.Loop() {
				if err := put(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(place+"/many", func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := put(); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
