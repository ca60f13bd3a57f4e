package dev.gatehouse.web.note;

import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The visitor's notes. After a form, 303 leads to the list, so that a reload sends nothing twice. */
@Controller
@RequestMapping("/notes")
class NotesPages {

    private final NotesApi notes;
    private final SessionTokens session;

    NotesPages(NotesApi notes, SessionTokens session) {
        this.notes = notes;
        this.session = session;
    }

    @ModelAttribute("tokenSet")
    UUID tokenSet(HttpServletRequest request) {
        return session.tokenSet(request).orElseThrow(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED));
    }

    @GetMapping
    String list(@ModelAttribute("tokenSet") UUID tokenSet, @RequestParam(defaultValue = "0") int page, Model model) {
        model.addAttribute("page", notes.list(tokenSet, Math.clamp(page, 0, 100_000)));
        model.addAttribute("text", NoteText.empty());
        return "notes";
    }

    @PostMapping
    Object write(
            @ModelAttribute("tokenSet") UUID tokenSet,
            @Valid @ModelAttribute("text") NoteText text,
            BindingResult result,
            Model model) {
        if (result.hasErrors()) {
            model.addAttribute("page", notes.list(tokenSet, 0));
            return "notes";
        }
        notes.write(tokenSet, text);
        return toList();
    }

    @GetMapping("/{id}")
    String edit(@ModelAttribute("tokenSet") UUID tokenSet, @PathVariable UUID id, Model model) {
        var note = notes.read(tokenSet, id);
        model.addAttribute("note", note.id());
        model.addAttribute("text", new NoteText(note.title(), note.body()));
        return "note";
    }

    @PostMapping("/{id}")
    Object change(
            @ModelAttribute("tokenSet") UUID tokenSet,
            @PathVariable UUID id,
            @Valid @ModelAttribute("text") NoteText text,
            BindingResult result,
            Model model) {
        if (result.hasErrors()) {
            model.addAttribute("note", id);
            return "note";
        }
        notes.change(tokenSet, id, text);
        return toList();
    }

    @PostMapping("/{id}/delete")
    Object delete(@ModelAttribute("tokenSet") UUID tokenSet, @PathVariable UUID id) {
        notes.delete(tokenSet, id);
        return toList();
    }

    private static ResponseEntity<Void> toList() {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", "/notes")
                .build();
    }
}
