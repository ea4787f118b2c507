// Package keda is the face that KEDA calls: its external scaler, by which
// Kubernetes scales deployments of workers by the queue and by what was learned
// about how long tasks take.
//
// A trigger's metadata says which part of the queue a deployment works on and
// how much of it one worker is to have; Parse documents it. The API key comes
// with the metadata, since KEDA passes nothing else on, or in the
// authorization header where something in between adds one.
//
// The scaler reads and decides nothing: how many workers a number makes is up to
// Kubernetes, within the limits and the pace that the ScaledObject sets.
package keda
