package solution

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// An archive is a zip whose directory has been found safe. Nothing of it has been inflated: each member is, when it is asked for.
type archive struct {
	at      string
	members map[string]*zip.File
	source  *faulty
	left    *int64 // how many bytes may still be inflated, of this zip and of those around it
	diags   *diag.List
}

// OpenZip is what a zip holds, once its directory has been found safe: backslashes are slashes, folders are left out. There are no
// names where a diagnostic says why nothing of it is read; what is wrong with a member is reported when it is read.
func OpenZip(at string, r io.ReaderAt, size int64, diags *diag.List) (Files, error) {
	left := int64(maxAll)
	return openZip(at, r, size, &left, diags)
}

func openZip(at string, r io.ReaderAt, size int64, left *int64, diags *diag.List) (Files, error) {
	a := &archive{at: at, members: map[string]*zip.File{}, source: &faulty{ReaderAt: r, left: maxDirectory}, left: left, diags: diags}
	here := whole(at)
	z, err := zip.NewReader(a.source, size)
	if a.source.err != nil {
		return Files{}, fmt.Errorf("read %s: %w", at, a.source.err)
	}
	switch {
	case a.source.left < 0:
		diags.Errorf(diag.LimitExceeded, here, "the directory of the zip has more than %d bytes", maxDirectory)
		return Files{}, nil
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // check names them
		diags.Errorf(diag.InvalidArchive, here, "the zip cannot be opened: %s", zipCause(err))
		return Files{}, nil
	case len(z.File) > maxEntries:
		diags.Errorf(diag.LimitExceeded, here, "the zip has %d entries, a solution at most %d", len(z.File), maxEntries)
		return Files{}, nil
	}
	a.source.left = unlimited
	if !a.list(z.File, here) {
		return Files{}, nil
	}
	files := Files{Read: a.read}
	for name := range a.members {
		files.Names = append(files.Names, name)
	}
	slices.Sort(files.Names)
	return files, nil
}

// list takes the members over, unless one of them is not what a solution's zip holds.
func (a *archive) list(entries []*zip.File, here source.Span) bool {
	before := a.diags.Len()
	folded := make(map[string]string, len(entries))
	for _, f := range entries {
		name := strings.ToValidUTF8(strings.ReplaceAll(f.Name, `\`, "/"), "\ufffd")
		if problem := unsafeName(name); problem != "" {
			a.diags.Errorf(diag.UnsafeArchive, here, "the entry %q %s", f.Name, problem)
			continue
		}
		if isFolder(f, name) {
			continue
		}
		if mode := f.Mode(); mode.Type() != 0 {
			a.diags.Errorf(diag.UnsafeArchive, here, "the entry %q is %s, no file", f.Name, kind(mode))
			continue
		}
		first, again := folded[strings.ToLower(name)]
		if again && (first == name || readable(name)) {
			a.diags.Errorf(diag.UnsafeArchive, here, "the entry %q is there twice (the first is %q)", f.Name, first)
			continue
		}
		folded[strings.ToLower(name)] = name
		a.members[name] = f
	}
	return a.diags.Len() == before
}

// isFolder reports whether an entry is a folder; members beside it say the same by their names.
func isFolder(f *zip.File, name string) bool {
	return strings.HasSuffix(name, "/") && f.UncompressedSize64 == 0 && (f.Mode().Type() == 0 || f.Mode().IsDir())
}

// readable reports whether a file may be read; of others (pictures, scripts), two names may differ in case alone.
func readable(name string) bool {
	return matchPart("*.xml", name) || matchPart("*.yml", name) || matchPart("*.zip", name)
}

func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode.IsDir():
		return "a folder by its mode"
	}
	return "something else by its mode"
}

// unsafeName says what is wrong with the name of an entry that has slashes only.
func unsafeName(name string) string {
	switch {
	case name == "":
		return "has no name"
	case len(name) > maxPath || strings.Count(name, "/") > maxSteps:
		return "has a longer path than any file of a solution"
	case strings.HasPrefix(name, "/"):
		return "has an absolute path"
	case len(name) > 1 && name[1] == ':':
		return "names a drive"
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "has control characters in its name"
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(name, "/"), "/") {
		switch part {
		case "..":
			return "leaves its folder"
		case ".", "":
			return "has an empty step in its path"
		}
	}
	return ""
}

// read inflates a member. What is wrong with it is reported.
func (a *archive) read(name string) ([]byte, error) {
	f, ok := a.members[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	at := whole(join(a.at, name))
	if !a.allows(f, at) {
		return nil, ErrRefused
	}
	*a.left -= int64(f.UncompressedSize64)
	text, err := inflate(f)
	if a.source.err != nil {
		return nil, a.source.err
	}
	if err != nil {
		a.diags.Errorf(diag.InvalidArchive, at, "the zip is damaged: %s", zipCause(err))
		return nil, ErrRefused
	}
	return text, nil
}

// allows judges a member by what the directory says of it, before anything is inflated.
func (a *archive) allows(f *zip.File, at source.Span) bool {
	const encrypted = 1<<0 | 1<<6 | 1<<13
	size, packed := f.UncompressedSize64, f.CompressedSize64
	switch {
	case f.Flags&encrypted != 0:
		a.diags.Errorf(diag.InvalidArchive, at, "the file is encrypted")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		a.diags.Errorf(diag.InvalidArchive, at, "the file is compressed by method %d, only stored and deflated files are read", f.Method)
	case size > maxFile:
		a.diags.Errorf(diag.LimitExceeded, at, "the file has %d bytes, a solution's at most %d", size, maxFile)
	case size > ratioFrom && size/maxRatio > packed:
		a.diags.Errorf(diag.LimitExceeded, at, "the file has %d bytes, compressed only %d: no solution's file is so empty", size, packed)
	case int64(size) > *a.left:
		a.diags.Errorf(diag.LimitExceeded, at, "the files of the zip have more than %d bytes together", maxAll)
	default:
		return true
	}
	return false
}

// inflate reads as many bytes as the directory has promised, and one more to see that there are no others and that the checksum is right.
func inflate(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text := make([]byte, f.UncompressedSize64, f.UncompressedSize64+1)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, err
	}
	var more [1]byte
	switch n, err := io.ReadFull(r, more[:]); {
	case n > 0:
		return nil, errors.New("a file has more bytes than the directory says")
	case err != io.EOF:
		return nil, err
	}
	return text, nil
}

func zipCause(err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	case errors.Is(err, zip.ErrFormat):
		return "it is no valid zip file"
	case errors.Is(err, zip.ErrChecksum):
		return "a checksum is wrong"
	}
	return strings.TrimPrefix(err.Error(), "zip: ")
}

const (
	maxDirectory = 32 << 20
	unlimited    = 1 << 62
)

// A faulty reader keeps what the disk said, apart from what is wrong with the zip, and ends where more is read than allowed.
type faulty struct {
	io.ReaderAt
	left int64
	err  error
}

func (f *faulty) ReadAt(p []byte, offset int64) (int, error) {
	if f.left -= int64(len(p)); f.left < 0 || offset < 0 { // a directory may name any place
		return 0, io.ErrUnexpectedEOF
	}
	n, err := f.ReaderAt.ReadAt(p, offset)
	if err != nil && err != io.EOF && f.err == nil {
		f.err = err
	}
	return n, err
}

// A nested zip lies in another.
func (f Files) nested(at, name string, left *int64, diags *diag.List) (Files, error) {
	text, err := f.Read(name)
	if errors.Is(err, ErrRefused) {
		return Files{}, nil
	}
	if err != nil {
		return Files{}, fmt.Errorf("read %s: %w", join(at, name), err)
	}
	return openZip(join(at, name), bytes.NewReader(text), int64(len(text)), left, diags)
}
