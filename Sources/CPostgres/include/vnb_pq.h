#ifndef VNB_PQ_H
#define VNB_PQ_H
#include <stddef.h>
#include <stdint.h>

// Functions of the table are never null: it is there whole or not at all. Nothing is said of other pointers.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// The client library of PostgreSQL, opened when the first server is and never linked, so that programs that talk to no
// server neither load it nor need it. The prototypes are ours, of the functions that libpq 15 documents
// (https://www.postgresql.org/docs/15/libpq.html); its objects stay opaque.

typedef struct vnb_pq_conn vnb_pq_conn;
typedef struct vnb_pq_result vnb_pq_result;
typedef struct vnb_pq_cancel vnb_pq_cancel;

/// `PQconninfoOption`: a list of these ends with one whose keyword is null.
typedef struct vnb_pq_option {
  const char *keyword;
  const char *envvar;
  const char *compiled;
  const char *val;
  const char *label;
  const char *dispchar;
  int dispsize;
} vnb_pq_option;

typedef void (*vnb_pq_notice_receiver)(void *context, const vnb_pq_result *result);

/// One pointer per function of the library.
typedef struct vnb_pq {
  vnb_pq_option *(*_Nonnull conninfoParse)(const char *text, char **error);
  vnb_pq_option *(*_Nonnull conndefaults)(void);
  vnb_pq_option *(*_Nonnull conninfo)(vnb_pq_conn *);
  void (*_Nonnull conninfoFree)(vnb_pq_option *);
  void (*_Nonnull freemem)(void *);
  int (*_Nonnull libVersion)(void);

  vnb_pq_conn *(*_Nonnull connectStartParams)(const char *const *keywords, const char *const *values, int expand);
  int (*_Nonnull connectPoll)(vnb_pq_conn *);
  void (*_Nonnull finish)(vnb_pq_conn *);
  int (*_Nonnull status)(const vnb_pq_conn *);
  int (*_Nonnull socket)(const vnb_pq_conn *);
  char *(*_Nonnull errorMessage)(const vnb_pq_conn *);
  int (*_Nonnull setErrorVerbosity)(vnb_pq_conn *, int);
  int (*_Nonnull transactionStatus)(const vnb_pq_conn *);
  const char *(*_Nonnull parameterStatus)(const vnb_pq_conn *, const char *);
  int (*_Nonnull serverVersion)(const vnb_pq_conn *);
  int (*_Nonnull backendPID)(const vnb_pq_conn *);
  int (*_Nonnull connectionNeedsPassword)(const vnb_pq_conn *);
  int (*_Nonnull sslInUse)(vnb_pq_conn *);
  const char *(*_Nonnull sslAttribute)(vnb_pq_conn *, const char *name);
  int (*_Nonnull setnonblocking)(vnb_pq_conn *, int);
  vnb_pq_notice_receiver (*_Nonnull setNoticeReceiver)(vnb_pq_conn *, vnb_pq_notice_receiver, void *);

  int (*_Nonnull sendQuery)(vnb_pq_conn *, const char *);
  int (*_Nonnull sendQueryParams)(vnb_pq_conn *, const char *sql, int count, const uint32_t *types, const char *const *values,
                         const int *lengths, const int *formats, int resultFormat);
  int (*_Nonnull sendPrepare)(vnb_pq_conn *, const char *name, const char *sql, int count, const uint32_t *types);
  int (*_Nonnull sendQueryPrepared)(vnb_pq_conn *, const char *name, int count, const char *const *values, const int *lengths,
                           const int *formats, int resultFormat);
  int (*_Nonnull sendDescribePrepared)(vnb_pq_conn *, const char *name);
  int (*_Nonnull setSingleRowMode)(vnb_pq_conn *);
  int (*_Nonnull consumeInput)(vnb_pq_conn *);
  int (*_Nonnull isBusy)(vnb_pq_conn *);
  int (*_Nonnull flush)(vnb_pq_conn *);
  vnb_pq_result *(*_Nonnull getResult)(vnb_pq_conn *);

  int (*_Nonnull resultStatus)(const vnb_pq_result *);
  char *(*_Nonnull resultErrorMessage)(const vnb_pq_result *);
  char *(*_Nonnull resultErrorField)(const vnb_pq_result *, int);
  void (*_Nonnull clear)(vnb_pq_result *);
  int (*_Nonnull ntuples)(const vnb_pq_result *);
  int (*_Nonnull nfields)(const vnb_pq_result *);
  char *(*_Nonnull fname)(const vnb_pq_result *, int);
  uint32_t (*_Nonnull ftype)(const vnb_pq_result *, int);
  int (*_Nonnull fmod)(const vnb_pq_result *, int);
  int (*_Nonnull fformat)(const vnb_pq_result *, int);
  int (*_Nonnull getisnull)(const vnb_pq_result *, int, int);
  char *(*_Nonnull getvalue)(const vnb_pq_result *, int, int);
  int (*_Nonnull getlength)(const vnb_pq_result *, int, int);
  char *(*_Nonnull cmdStatus)(vnb_pq_result *);
  char *(*_Nonnull cmdTuples)(vnb_pq_result *);
  int (*_Nonnull nparams)(const vnb_pq_result *);
  uint32_t (*_Nonnull paramtype)(const vnb_pq_result *, int);

  int (*_Nonnull putCopyData)(vnb_pq_conn *, const char *, int);
  int (*_Nonnull putCopyEnd)(vnb_pq_conn *, const char *error);
  int (*_Nonnull getCopyData)(vnb_pq_conn *, char **buffer, int async);

  vnb_pq_cancel *(*_Nonnull getCancel)(vnb_pq_conn *);
  int (*_Nonnull cancel)(vnb_pq_cancel *, char *error, int size);
  void (*_Nonnull freeCancel)(vnb_pq_cancel *);
} vnb_pq;

/// Opens the library and gives its functions, for ever; else null and why in `error` (at most `size` bytes with the NUL).
/// One thread at a time.
const vnb_pq *vnb_pq_open(const char *library, char *error, size_t size);

/// `count` float32 from big-endian bytes at any address to host order, and back. The two ranges do not overlap.
void vnb_floats_from_network(float *to, const void *from, size_t count);
void vnb_floats_to_network(void *to, const float *from, size_t count);

/// A descriptor that wakes a thread waiting in poll: readable once 8 bytes were written to it; -1 when there is none left.
int vnb_wake_descriptor(void);

#pragma clang diagnostic pop
#endif
