package dev.gatehouse.resource.note;

import java.util.List;
import org.springframework.data.domain.Page;

/**
 * Some of the notes, newest first.
 *
 * @param page which part this is, from 0
 * @param size how many notes a part has
 * @param total how many notes there are
 */
record NotePage(List<NoteView> notes, int page, int size, long total) {

    static NotePage of(Page<Note> page) {
        return new NotePage(
                page.map(NoteView::of).getContent(), page.getNumber(), page.getSize(), page.getTotalElements());
    }
}
