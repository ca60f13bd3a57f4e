package dev.gatehouse.resource.note;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Clock;
import java.util.UUID;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** Notes over HTTP. Somebody else's note is not forbidden but not there: its existence is nobody's business. */
@RestController
@SecurityRequirement(name = ApiDocument.ACCESS_TOKEN)
@RequestMapping(path = "/notes", produces = MediaType.APPLICATION_JSON_VALUE)
class NoteController {

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Order.desc("createdAt"), Sort.Order.asc("id"));

    private final NoteRepository notes;
    private final Clock clock;

    NoteController(NoteRepository notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    @GetMapping
    NotePage list(
            @Parameter(hidden = true) @AuthenticationPrincipal Jwt token,
            @RequestParam(defaultValue = "0") @Min(0) @Max(100_000) int page,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int size) {
        return NotePage.of(notes.findByOwner(Owner.of(token), PageRequest.of(page, size, NEWEST_FIRST)));
    }

    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<NoteView> create(
            @Parameter(hidden = true) @AuthenticationPrincipal Jwt token, @Valid @RequestBody NoteText text) {
        var note = notes.save(Note.write(Owner.of(token), text, clock.instant()));
        return ResponseEntity.created(URI.create("/notes/" + note.id()))
                .eTag(tag(note))
                .body(NoteView.of(note));
    }

    @GetMapping("/{id}")
    ResponseEntity<NoteView> read(
            @Parameter(hidden = true) @AuthenticationPrincipal Jwt token,
            @PathVariable UUID id,
            HttpServletRequest request) {
        var note = find(token, id);
        // Spring compares tags, but knows no star (RFC 9110, section 13.1.2).
        return "*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag(note)).build()
                : shown(note);
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<NoteView> change(
            @Parameter(hidden = true) @AuthenticationPrincipal Jwt token,
            @PathVariable UUID id,
            @Valid @RequestBody NoteText text,
            HttpServletRequest request) {
        return shown(notes.save(findAsRead(token, id, request).rewrite(text, clock.instant())));
    }

    @ApiResponse(responseCode = "204")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @Parameter(hidden = true) @AuthenticationPrincipal Jwt token,
            @PathVariable UUID id,
            HttpServletRequest request) {
        notes.delete(findAsRead(token, id, request));
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<NoteView> shown(Note note) {
        return ResponseEntity.ok().eTag(tag(note)).body(NoteView.of(note));
    }

    private static String tag(Note note) {
        return "\"" + note.version() + "\"";
    }

    private Note find(Jwt token, UUID id) {
        return notes.findByIdAndOwner(id, Owner.of(token)).orElseThrow(NoSuchNote::new);
    }

    /** Finds a note that is to be changed, as the sender last read it if the request says what that was. */
    private Note findAsRead(Jwt token, UUID id, HttpServletRequest request) {
        var note = find(token, id);
        // Without the response, on which Spring would put the tag of before.
        if (new ServletWebRequest(withoutIfModifiedSince(request))
                .checkNotModified(tag(note), note.updatedAt().toEpochMilli())) {
            throw new ChangedSince();
        }
        return note;
    }

    /** Spring looks at it whatever the method is; it counts for reading only (RFC 9110, section 13.1.3). */
    private static HttpServletRequest withoutIfModifiedSince(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public long getDateHeader(String name) {
                return HttpHeaders.IF_MODIFIED_SINCE.equalsIgnoreCase(name) ? -1 : super.getDateHeader(name);
            }
        };
    }
}
