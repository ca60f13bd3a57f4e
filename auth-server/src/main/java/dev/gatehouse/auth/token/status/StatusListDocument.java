package dev.gatehouse.auth.token.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A signed status list as it is sent.
 *
 * @param bits which bits are set
 * @param asOf the moment of the database's clock that it is true for
 * @param signedAt when it was signed
 * @param kid the key that signed it
 * @param plain the JWT
 * @param gzip the same, compressed
 * @param tag tells this document from every other
 */
record StatusListDocument(
        BitSet bits, Instant asOf, Instant signedAt, String kid, byte[] plain, byte[] gzip, String tag) {

    static StatusListDocument of(BitSet bits, Instant asOf, Instant signedAt, String kid, String jwt, byte[] digest) {
        var plain = jwt.getBytes(StandardCharsets.US_ASCII);
        var tag = "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + "\"";
        return new StatusListDocument(bits, asOf, signedAt, kid, plain, gzip(plain), tag);
    }

    StatusListDocument stillTrue(Instant now) {
        return new StatusListDocument(bits, now, signedAt, kid, plain, gzip, tag);
    }

    /** The list as the JWT carries it: a byte for eight bits, the lowest bit first, in the ZLIB format. */
    static String compressed(BitSet bits) {
        var bytes = new byte[StatusLists.CAPACITY / Byte.SIZE];
        var set = bits.toByteArray();
        System.arraycopy(set, 0, bytes, 0, set.length);
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (var out = new ByteArrayOutputStream()) {
            try (var zlib = new DeflaterOutputStream(out, deflater)) {
                zlib.write(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } finally {
            deflater.end();
        }
    }

    private static byte[] gzip(byte[] plain) {
        try (var out = new ByteArrayOutputStream()) {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
            }
            return out.toByteArray();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
