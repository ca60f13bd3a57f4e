package dev.gatehouse.resource.note;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.Repository;

interface NoteRepository extends Repository<Note, UUID> {

    Note save(Note note);

    Page<Note> findByOwner(String owner, Pageable page);

    Optional<Note> findByIdAndOwner(UUID id, String owner);

    void delete(Note note);
}
