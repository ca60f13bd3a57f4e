package dev.gatehouse.web.note;

import dev.gatehouse.web.token.IssuerUnavailable;
import dev.gatehouse.web.token.SessionTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

/**
 * The visitor's notes. After a form, 303 leads to the list, so that a reload sends nothing twice. What was typed is never
 * lost because somebody else does not answer: the form comes back with it. Nothing is deleted before it was asked whether
 * it shall be.
 */
@Controller
@RequestMapping("/notes")
class NotesPages {

    private static final Logger LOG = LoggerFactory.getLogger(NotesPages.class);
    private static final String LIST = "/notes";

    /** RFC 9110, section 8.8.3. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"[!#-~]{1,100}\"");

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

    /** Whose forms these are. */
    @ModelAttribute("person")
    @Nullable
    String person(HttpServletRequest request) {
        return request.getRemoteUser();
    }

    @GetMapping
    Object list(
            @ModelAttribute("tokenSet") UUID tokenSet,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(required = false) @Nullable UUID delete,
            HttpServletRequest request,
            Model model) {
        var some = notes.list(tokenSet, Math.clamp(page, 0, 100_000));
        if (some.isBeyondTheLast()) {
            return to(LIST + "?page=" + some.last());
        }
        model.addAttribute("page", some);
        model.addAttribute("text", NoteText.empty());
        model.addAttribute("done", Done.take(request));
        if (delete != null) {
            offerDeletion(tokenSet, delete, model);
        }
        Unfinished.take(request, null).ifPresent(unfinished -> goOn(tokenSet, unfinished, model));
        return "notes";
    }

    private void goOn(UUID tokenSet, Unfinished unfinished, Model model) {
        if (unfinished.text() != null) {
            resume(unfinished.text(), model);
        } else if (unfinished.note() != null) {
            offerDeletion(tokenSet, unfinished.note(), model);
        }
    }

    /**
     * Asks whether to delete a note. One that was deleted in another tab needs no question.
     *
     * @return whether it is there
     */
    private boolean offerDeletion(UUID tokenSet, UUID note, Model model) {
        try {
            model.addAttribute("deletion", notes.read(tokenSet, note));
            return true;
        } catch (ResponseStatusException refused) {
            if (!isGone(refused)) {
                throw refused;
            }
            return false;
        }
    }

    private static void resume(NoteText text, Model model) {
        model.addAttribute("text", text);
        model.addAttribute("resumed", true);
    }

    @PostMapping
    Object write(
            @ModelAttribute("tokenSet") UUID tokenSet,
            @Valid @ModelAttribute("text") NoteText text,
            BindingResult result,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (result.hasErrors()) {
            return "notes";
        }
        return save(() -> notes.write(tokenSet, text), "notes", request, response, model);
    }

    @GetMapping("/{id}")
    String edit(
            @ModelAttribute("tokenSet") UUID tokenSet, @PathVariable UUID id, HttpServletRequest request, Model model) {
        var read = notes.read(tokenSet, id);
        var note = read.note();
        model.addAttribute("note", note.id());
        model.addAttribute("tag", read.tag());
        model.addAttribute("text", new NoteText(note.title(), note.body()));
        Unfinished.take(request, id).map(Unfinished::text).ifPresent(text -> resume(text, model));
        return "note";
    }

    @PostMapping("/{id}")
    Object change(
            @ModelAttribute("tokenSet") UUID tokenSet,
            @PathVariable UUID id,
            @Valid @ModelAttribute("text") NoteText text,
            BindingResult result,
            @RequestParam(required = false) @Nullable String tag,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        model.addAttribute("note", id);
        model.addAttribute("tag", tag);
        if (result.hasErrors()) {
            return "note";
        }
        try {
            return save(() -> notes.change(tokenSet, id, text, known(tag)), "note", request, response, model);
        } catch (ResponseStatusException refused) {
            if (!isConflict(refused)) {
                throw refused;
            }
            return changed(tokenSet, id, response, model);
        }
    }

    /** Changed in another tab: whoever saves again has been told, also where it can't be read what is there now. */
    private String changed(UUID tokenSet, UUID id, HttpServletResponse response, Model model) {
        String tag = null;
        try {
            tag = notes.read(tokenSet, id).tag();
        } catch (NotesUnavailable | IssuerUnavailable failure) {
            LOG.warn("{}: {}", failure.getMessage(), String.valueOf(failure.getCause()));
        } catch (ResponseStatusException refused) {
            if (isGone(refused)) {
                return gone(response, model);
            }
            LOG.warn("The changed note could not be read: {}", refused.getMessage());
        }
        response.setStatus(HttpStatus.CONFLICT.value());
        model.addAttribute("tag", tag);
        model.addAttribute("changed", true);
        return "note";
    }

    @PostMapping("/{id}/delete")
    Object delete(
            @ModelAttribute("tokenSet") UUID tokenSet,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String tag,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        try {
            notes.delete(tokenSet, id, known(tag));
        } catch (ResponseStatusException refused) {
            if (isConflict(refused) && offerDeletion(tokenSet, id, model)) {
                return askAgain(tokenSet, response, model);
            }
            // Deleted in another tab, which is what was wanted.
            if (!isGone(refused) && !isConflict(refused)) {
                throw refused;
            }
        }
        Done.DELETED.tellNext(request);
        return to(LIST);
    }

    /** The address of a page that came of a deletion leads to the question, as after a change of the language. */
    @GetMapping("/{id}/delete")
    ResponseEntity<Void> ask(@PathVariable UUID id) {
        return to(LIST + "?delete=" + id);
    }

    /** Changed in another tab: whoever deletes it now has been told. */
    private String askAgain(UUID tokenSet, HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.CONFLICT.value());
        model.addAttribute("page", notes.list(tokenSet, 0));
        model.addAttribute("text", NoteText.empty());
        model.addAttribute("deletionOfChanged", true);
        return "notes";
    }

    private static @Nullable String known(@Nullable String tag) {
        return tag != null && TAG.matcher(tag).matches() ? tag : null;
    }

    private static Object save(
            Runnable saving, String form, HttpServletRequest request, HttpServletResponse response, Model model) {
        try {
            saving.run();
            Done.SAVED.tellNext(request);
            return to(LIST);
        } catch (NotesUnavailable | IssuerUnavailable failure) {
            LOG.warn("{}: {}", failure.getMessage(), String.valueOf(failure.getCause()));
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
            model.addAttribute("away", failure instanceof NotesUnavailable ? "notes" : "issuer");
            return form;
        } catch (ResponseStatusException refused) {
            if (!isGone(refused)) {
                throw refused;
            }
            return gone(response, model);
        }
    }

    /** Deleted in another tab: what was typed may become a new note. */
    private static String gone(HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.NOT_FOUND.value());
        model.addAttribute("gone", true);
        return "notes";
    }

    private static boolean isGone(ResponseStatusException refused) {
        return refused.getStatusCode().equals(HttpStatus.NOT_FOUND);
    }

    /** Tells whether somebody else was faster: before the API looked at the note (412), or right after (409). */
    private static boolean isConflict(ResponseStatusException refused) {
        return refused.getStatusCode().equals(HttpStatus.PRECONDITION_FAILED)
                || refused.getStatusCode().equals(HttpStatus.CONFLICT);
    }

    private static ResponseEntity<Void> to(String address) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", address)
                .build();
    }
}
