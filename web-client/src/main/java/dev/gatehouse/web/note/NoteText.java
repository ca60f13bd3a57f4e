package dev.gatehouse.web.note;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What the visitor writes. */
record NoteText(
        @NotBlank @Size(max = 200) String title,
        @NotNull @Size(max = 20_000) String body) {

    static NoteText empty() {
        return new NoteText("", "");
    }
}
