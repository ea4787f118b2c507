package main

import (
	"os"
	"strings"
	"testing"
)

// The commands of the market's page take the flags that it shows.
func TestMarketPageShowsFlagsThatExist(t *testing.T) {
	if checked := checkCommands(t, "../../docs/market.md"); checked < 40 {
		t.Errorf("%d words were looked at", checked)
	}
}

// checkCommands holds the commands in a page's blocks to the program, and
// returns how many words it looked at.
func checkCommands(t *testing.T, file string) (checked int) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root := (&App{}).rootCommand()
	for i, block := range strings.Split(string(page), "```") {
		if i%2 == 0 {
			continue
		}
		for line := range strings.Lines(strings.ReplaceAll(block, "\\\n", " ")) {
			words := strings.Fields(line)
			if len(words) < 2 || words[0] != "muster" {
				continue
			}
			cmd, _, err := root.Find(words[1:])
			if err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			for _, word := range words {
				name, is := strings.CutPrefix(word, "--")
				if is && cmd.Flag(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s takes no --%s", cmd.CommandPath(), name)
				}
				checked++
			}
		}
	}
	return checked
}
