package dev.gatehouse.web.note;

import java.util.List;

/** Some of the notes, newest first, as the API tells them. */
record NotePage(List<Note> notes, int page, int size, long total) {

    // Public for the template, as are those of other view records.
    public boolean hasNext() {
        return (page + 1L) * size < total;
    }
}
