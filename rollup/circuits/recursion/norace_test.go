//go:build !race

package recursion

const raceEnabled = false
