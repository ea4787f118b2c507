package main

import (
	"errors"
	"runtime"
	"testing"

	"github.com/muster-zk/muster"
)

func TestMachineCapabilities(t *testing.T) {
	whole := machineMemory()
	tests := []struct {
		name  string
		flags machineFlags
		slots int
		want  muster.Capabilities
	}{
		{"nothing said", machineFlags{}, 1, muster.Capabilities{Memory: whole, Cores: runtime.NumCPU()}},
		{"slots share the memory", machineFlags{cores: 8}, 4, muster.Capabilities{Memory: whole / 4, Cores: 8}},
		{"a GPU", machineFlags{memory: "64GiB", vram: "24GiB", gpuModel: "l4", gpuArch: "sm_89", cores: 16}, 1,
			muster.Capabilities{Memory: 64 << 30, VRAM: 24 << 30, GPU: true, GPUModel: "l4", GPUArch: "sm_89", Cores: 16}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.flags.capabilities(tt.slots)
			if err != nil {
				t.Fatal(err)
			}
			if got.Memory != tt.want.Memory || got.VRAM != tt.want.VRAM || got.GPU != tt.want.GPU || got.Class() != tt.want.Class() || got.Cores != tt.want.Cores {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
	var misuse usage
	if _, err := (&machineFlags{vram: "24GB"}).capabilities(1); !errors.As(err, &misuse) {
		t.Errorf("a decimal unit: %v, want an error of usage", err)
	}
}
