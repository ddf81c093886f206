// Checklog reads a log's folder with golang.org/x/mod's sumdb/note and sumdb/tlog, code that is not ours, and says whether it holds.
//
//	checklog FOLDER < proofs
//
// Each line of the standard input is a proof to check against the checkpoint: "inclusion INDEX HASH…" or "consistency SIZE ROOT HASH…".
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	size, err := check(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "checklog:", err)
		os.Exit(1)
	}
	fmt.Println("holds", size)
}

func check(folder string) (int64, error) {
	tree, err := openCheckpoint(folder)
	if err != nil {
		return 0, err
	}
	// Versions before v0.19.0 give the empty tree a hash of zeros; RFC 6962 says it is that of nothing.
	if tree.N == 0 {
		if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return 0, fmt.Errorf("checkpoint: wrong root of the empty tree")
		}
		return 0, nil
	}
	entries, err := readEntries(folder, tree.N)
	if err != nil {
		return 0, err
	}
	if err := checkTiles(folder, tree, entries); err != nil {
		return 0, err
	}
	if err := checkProofs(folder, tree, entries); err != nil {
		return 0, err
	}
	return tree.N, checkGiven(tree, entries)
}

func openCheckpoint(folder string) (tree tlog.Tree, err error) {
	keys, err := os.ReadFile(filepath.Join(folder, "vkey"))
	if err != nil {
		return tree, err
	}
	var verifiers []note.Verifier
	for _, key := range strings.Fields(string(keys)) {
		// This library knows Ed25519 alone, and passes over lines of other keys.
		if verifier, err := note.NewVerifier(key); err == nil {
			verifiers = append(verifiers, verifier)
		}
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifiers[0].Name() {
		return tree, fmt.Errorf("checkpoint: not three lines of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// pathOf returns a tile's path as C2SP writes it: without the height, and "entries" for "data".
func pathOf(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "tile/data/", "tile/entries/", 1)
}

func readEntries(folder string, size int64) ([][]byte, error) {
	var entries [][]byte
	for at := int64(0); at < size; at += 1 << height {
		width := size - at
		if width > 1<<height {
			width = 1 << height
		}
		path := pathOf(tlog.Tile{H: height, L: -1, N: at >> height, W: int(width)})
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for len(data) >= 2 && len(data) >= 2+int(binary.BigEndian.Uint16(data)) {
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries, data = append(entries, data[2:end]), data[end:]
		}
		if len(data) != 0 || int64(len(entries)) != at+width {
			return nil, fmt.Errorf("%s: not %d entries", path, width)
		}
	}
	return entries, nil
}

type stored []tlog.Hash

func (hashes stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, hashes[index])
	}
	return found, nil
}

func checkTiles(folder string, tree tlog.Tree, entries [][]byte) error {
	var hashes stored
	for index, entry := range entries {
		more, err := tlog.StoredHashes(int64(index), entry, hashes)
		if err != nil {
			return err
		}
		hashes = append(hashes, more...)
	}
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil || root != tree.Hash {
		return fmt.Errorf("checkpoint: its root is not that of the entries (%v)", err)
	}
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		// Older versions name every width that a growing log may have shown; this checkpoint implies the widest alone.
		if tile.W < 1<<height && int64(tile.W) != (tree.N>>(height*tile.L))%(1<<height) {
			continue
		}
		expected, err := tlog.ReadTileData(tile, hashes)
		if err != nil {
			return err
		}
		found, err := os.ReadFile(filepath.Join(folder, pathOf(tile)))
		if err != nil {
			return err
		}
		if !bytes.Equal(found, expected) {
			return fmt.Errorf("%s: differs", pathOf(tile))
		}
	}
	return nil
}

type files string

func (folder files) Height() int                         { return height }
func (folder files) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (folder files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(folder), pathOf(tile)))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func checkProofs(folder string, tree tlog.Tree, entries [][]byte) error {
	reader := tlog.TileHashReader(tree, files(folder))
	for _, index := range []int64{0, tree.N / 3, tree.N / 2, tree.N - 1} {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])); err != nil {
			return err
		}
	}
	return nil
}

func checkGiven(tree tlog.Tree, entries [][]byte) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		number, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return err
		}
		hashes := make([]tlog.Hash, len(words)-2)
		for at, word := range words[2:] {
			if hashes[at], err = tlog.ParseHash(word); err != nil {
				return err
			}
		}
		if words[0] == "inclusion" {
			err = tlog.CheckRecord(hashes, tree.N, tree.Hash, number, tlog.RecordHash(entries[number]))
		} else {
			err = tlog.CheckTree(hashes[1:], tree.N, tree.Hash, number, hashes[0])
		}
		if err != nil {
			return fmt.Errorf("%s of %d: %w", words[0], number, err)
		}
	}
	return lines.Err()
}
