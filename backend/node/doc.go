// Package node runs provers that are written for Node.js: it finds Node, and
// installs sets of npm packages whose every version is pinned.
//
// A set is a package.json with its package-lock.json, both part of the program.
// It is installed by `npm ci --ignore-scripts`, which compares each package with
// the lock's SHA-512, into a folder named after the lock's digest:
//
//	<root>/circom-3f0a91c2d4e5/node_modules/…
//
// The folder is made aside and renamed, so that it is whole or not there, and
// two processes that install at once do not meet. Nothing is ever changed in
// it: another lock is another folder.
package node
