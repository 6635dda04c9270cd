import time

import tantivy

from gazette.search.parts import HEAP_BYTES, create_index


def test_nothing_is_written_into_the_folder_of_an_index_after_its_writer_has_ended(tmp_path):
    index = create_index(tmp_path)
    writer = index.writer(HEAP_BYTES, num_threads=1)
    writer.add_document(tantivy.Document())
    writer.commit()
    writer.wait_merging_threads()
    lock = tmp_path / ".tantivy-meta.lock"
    lock.unlink()
    time.sleep(1.1)  # Tantivy's thread would look for a commit every half second

    assert not lock.exists()
