// Package sim runs the real coordinator, scheduler and store in virtual time
// against modelled provers: how long a proof takes by circuit and hardware, how
// often attempts fail and machines go away is the scenario's; who gets which
// task when is the engine's own doing. So a policy or a fleet can be tried in
// seconds that would take days and ten thousand machines.
//
// Everything that is drawn at random follows from the scenario's seed and the
// task's name, so that two runs agree and two policies meet the same luck.
package sim
