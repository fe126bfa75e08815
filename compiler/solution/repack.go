package solution

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
)

// Repack writes an archive again with some of its members changed. The others are copied as they are, compressed; all keep their order and
// their times. The archive must be one that OpenZip takes.
func Repack(w io.Writer, r io.ReaderAt, size int64, changes []Change) error {
	old, err := zip.NewReader(r, size)
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	texts := map[string][]byte{}
	for _, c := range changes {
		texts[c.Name] = c.Text
	}
	archive := zip.NewWriter(w)
	for _, f := range old.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		text, changed := texts[name]
		delete(texts, name)
		if !changed {
			if err := archive.Copy(f); err != nil {
				return fmt.Errorf("copy %s: %w", name, err)
			}
			continue
		}
		header := zip.FileHeader{Name: f.Name, Method: f.Method, Modified: f.Modified, Comment: f.Comment, ExternalAttrs: f.ExternalAttrs, CreatorVersion: f.CreatorVersion}
		into, err := archive.CreateHeader(&header)
		if err == nil {
			_, err = into.Write(text)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	if len(texts) > 0 {
		return fmt.Errorf("a change is of no member of the archive")
	}
	if err := archive.SetComment(old.Comment); err != nil {
		return err
	}
	return archive.Close()
}
