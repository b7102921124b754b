// Checks the roots, proofs and notes of a log by the code of Go's checksum database, which nobody here
// wrote: golang.org/x/mod/sumdb, as Debian packages it (golang-golang-x-mod-dev).
//
//	GO111MODULE=off go run check.go material.json
package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Index, Old, Size int64
	Proof            []string
}

type material struct {
	Entries, Hashes           []string
	Roots                     map[string]string
	Inclusions, Consistencies []proof
	Notes                     []struct{ Vkey, Note string }
}

// stored has the hashes of the tree as Go's code lays them out.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = s[index]
	}
	return found, nil
}

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

func hash(text string) tlog.Hash {
	data, err := hex.DecodeString(text)
	if err != nil || len(data) != tlog.HashSize {
		fail("%q is no hash", text)
	}
	var found tlog.Hash
	copy(found[:], data)
	return found
}

func hashes(texts []string) []tlog.Hash {
	found := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		found[i] = hash(text)
	}
	return found
}

// flipped calls check with a byte of each hash changed, one after the other; each has to be refused.
func flipped(proof []tlog.Hash, check func() error) (count int) {
	for i := range proof {
		proof[i][i%tlog.HashSize] ^= 1
		if check() == nil {
			fail("a forged proof was accepted: %v", proof)
		}
		proof[i][i%tlog.HashSize] ^= 1
		count++
	}
	return count
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail("%v", err)
	}
	var m material
	if err := json.Unmarshal(text, &m); err != nil {
		fail("%v", err)
	}
	for i, entry := range m.Entries {
		data, _ := base64.StdEncoding.DecodeString(entry)
		if tlog.RecordHash(data) != hash(m.Hashes[i]) {
			fail("entry %d has another hash", i)
		}
	}
	var tree stored
	for i, one := range m.Hashes {
		more, err := tlog.StoredHashesForRecordHash(int64(i), hash(one), tree)
		if err != nil {
			fail("%v", err)
		}
		tree = append(tree, more...)
	}
	roots := map[int64]tlog.Hash{}
	for size, root := range m.Roots {
		n, _ := strconv.ParseInt(size, 10, 64)
		roots[n] = hash(root)
		if n == 0 {
			continue // Go's code gives the empty tree no hash
		}
		made, err := tlog.TreeHash(n, tree)
		if err != nil || made != roots[n] {
			fail("the tree of %d has the root %v, not %v (%v)", n, made, roots[n], err)
		}
	}
	forged := 0
	for _, p := range m.Inclusions {
		path := hashes(p.Proof)
		check := func() error {
			return tlog.CheckRecord(path, p.Size, roots[p.Size], p.Index, hash(m.Hashes[p.Index]))
		}
		if err := check(); err != nil {
			fail("inclusion of %d in %d: %v", p.Index, p.Size, err)
		}
		forged += flipped(path, check)
	}
	for _, p := range m.Consistencies {
		path := hashes(p.Proof)
		check := func() error {
			return tlog.CheckTree(path, p.Size, roots[p.Size], p.Old, roots[p.Old])
		}
		if err := check(); err != nil {
			fail("consistency of %d with %d: %v", p.Size, p.Old, err)
		}
		forged += flipped(path, check)
	}
	verifier, err := note.NewVerifier(m.Notes[0].Vkey)
	if err != nil {
		fail("%v", err)
	}
	if _, err := note.Open([]byte(m.Notes[0].Note), note.VerifierList(verifier)); err != nil {
		fail("the checkpoint: %v", err)
	}
	changed := strings.Replace(m.Notes[0].Note, "\n6", "\n5", 1)
	if _, err := note.Open([]byte(changed), note.VerifierList(verifier)); err == nil {
		fail("a forged checkpoint was accepted")
	}
	fmt.Printf(
		`{"roots": %d, "inclusions": %d, "consistencies": %d, "notes": 1, "forged": %d}`+"\n",
		len(m.Roots)-1, len(m.Inclusions), len(m.Consistencies), forged+1,
	)
}
