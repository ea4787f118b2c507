package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/autoscale"
)

func TestTheExampleOfPlacesIsRight(t *testing.T) {
	file := filepath.Join("..", "..", "examples", "autoscale.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := parseAutoscale(file, b)
	if err != nil || len(cfg.Places) < 3 || len(cfg.Hardware) < 2 || len(cfg.Limits) == 0 {
		t.Errorf("%+v, %v", cfg, err)
	}
	if _, err := parseAutoscale(file, append(b, "horizont: 1m\n"...)); err == nil {
		t.Error("a misspelt key was taken")
	}
	if _, err := parseAutoscale(file, []byte("places: []\n")); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("no places: %v", err)
	}
}

// TestTheWorkedExample holds the numbers of docs/autoscaling.md.
func TestTheWorkedExample(t *testing.T) {
	file := filepath.Join("..", "..", "examples", "autoscale.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := parseAutoscale(file, b)
	if err != nil {
		t.Fatal(err)
	}
	in := autoscale.Input{Config: cfg, Now: time.Unix(1e9, 0), Report: muster.QueueReport{Pools: []muster.QueuePool{{
		Needs: muster.Needs{Backend: "gnark", GPU: true, VRAM: 20 << 30}, Ready: 5000, Each: 40 * time.Second,
	}}}}
	got := make(map[string]int)
	for _, target := range autoscale.Plan(in) {
		got[target.Hardware+" "+target.Zone] = target.Workers
	}
	if got["l4 us-east1-b"] != 64 || got["l4 eu-west4-a"] != 32 || got["h100 us-east1-b"] != 4 {
		t.Errorf("%v", got)
	}
	if gaps := autoscale.Gaps(in); len(gaps) != 1 || gaps[0].Tasks != 2168 {
		t.Errorf("%+v", gaps)
	}
}
