package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// machineFlags are what an operator says of a worker's machine.
type machineFlags struct {
	memory, vram, gpuModel, gpuArch, hardware string
	gpu                                       bool
	cores                                     int
	stages                                    []string
}

func (m *machineFlags) add(f *pflag.FlagSet) {
	f.StringVar(&m.memory, "memory", "", "memory that one task may use, e.g. 16GiB; default the machine's, divided by the slots")
	f.IntVar(&m.cores, "cores", 0, "cores that it offers; default the machine's")
	f.BoolVar(&m.gpu, "gpu", false, "it has a GPU")
	f.StringVar(&m.vram, "vram", "", "memory of the GPU, e.g. 24GiB")
	f.StringVar(&m.gpuModel, "gpu-model", "", "name of the GPU's model, e.g. l4")
	f.StringVar(&m.gpuArch, "gpu-arch", "", "architecture of the GPU, e.g. sm_89")
	f.StringVar(&m.hardware, "hardware", "", "class of the machine, by which durations are learned; default made of GPU, cores and memory")
	f.StringSliceVar(&m.stages, "stages", nil, "stages that it serves (witness, vector, prove); default all")
}

// capabilities returns what the machine offers each of its slots.
func (m *machineFlags) capabilities(slots int) (muster.Capabilities, error) {
	c := muster.Capabilities{
		GPU: m.gpu || m.vram != "" || m.gpuModel != "" || m.gpuArch != "", GPUModel: m.gpuModel, GPUArch: m.gpuArch,
		Hardware: m.hardware, Cores: m.cores, Stages: m.stages,
	}
	for _, size := range []struct {
		flag, text string
		to         *int64
	}{{"memory", m.memory, &c.Memory}, {"vram", m.vram, &c.VRAM}} {
		if size.text == "" {
			continue
		}
		n, err := pipeline.ParseSize(size.text)
		if err != nil {
			return c, usage{fmt.Errorf("--%s: %w", size.flag, err)}
		}
		*size.to = n
	}
	if c.Memory == 0 {
		c.Memory = machineMemory() / int64(max(slots, 1))
	}
	if c.Cores == 0 {
		c.Cores = runtime.NumCPU()
	}
	return c, nil
}

// machineMemory returns the bytes of memory that this process may use, 0 where
// the system does not tell.
func machineMemory() int64 {
	memory := int64(0)
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
				kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64) // 0: not told
				memory = kib << 10
			}
		}
	}
	// A container's limit, in version 2 of control groups.
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && (memory == 0 || limit < memory) {
			memory = limit
		}
	}
	return memory
}
