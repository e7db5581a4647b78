#include "vnb_pq.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

struct entry {
  const char *name;
  size_t offset;
};

#define ENTRY(field, symbol) {symbol, offsetof(vnb_pq, field)}

static const struct entry entries[] = {
    ENTRY(conninfoParse, "PQconninfoParse"),
    ENTRY(conndefaults, "PQconndefaults"),
    ENTRY(conninfo, "PQconninfo"),
    ENTRY(conninfoFree, "PQconninfoFree"),
    ENTRY(freemem, "PQfreemem"),
    ENTRY(libVersion, "PQlibVersion"),
    ENTRY(connectStartParams, "PQconnectStartParams"),
    ENTRY(connectPoll, "PQconnectPoll"),
    ENTRY(finish, "PQfinish"),
    ENTRY(status, "PQstatus"),
    ENTRY(socket, "PQsocket"),
    ENTRY(errorMessage, "PQerrorMessage"),
    ENTRY(setErrorVerbosity, "PQsetErrorVerbosity"),
    ENTRY(transactionStatus, "PQtransactionStatus"),
    ENTRY(parameterStatus, "PQparameterStatus"),
    ENTRY(serverVersion, "PQserverVersion"),
    ENTRY(backendPID, "PQbackendPID"),
    ENTRY(connectionNeedsPassword, "PQconnectionNeedsPassword"),
    ENTRY(sslInUse, "PQsslInUse"),
    ENTRY(sslAttribute, "PQsslAttribute"),
    ENTRY(setnonblocking, "PQsetnonblocking"),
    ENTRY(setNoticeReceiver, "PQsetNoticeReceiver"),
    ENTRY(sendQuery, "PQsendQuery"),
    ENTRY(sendQueryParams, "PQsendQueryParams"),
    ENTRY(sendPrepare, "PQsendPrepare"),
    ENTRY(sendQueryPrepared, "PQsendQueryPrepared"),
    ENTRY(sendDescribePrepared, "PQsendDescribePrepared"),
    ENTRY(setSingleRowMode, "PQsetSingleRowMode"),
    ENTRY(consumeInput, "PQconsumeInput"),
    ENTRY(isBusy, "PQisBusy"),
    ENTRY(flush, "PQflush"),
    ENTRY(getResult, "PQgetResult"),
    ENTRY(resultStatus, "PQresultStatus"),
    ENTRY(resultErrorMessage, "PQresultErrorMessage"),
    ENTRY(resultErrorField, "PQresultErrorField"),
    ENTRY(clear, "PQclear"),
    ENTRY(ntuples, "PQntuples"),
    ENTRY(nfields, "PQnfields"),
    ENTRY(fname, "PQfname"),
    ENTRY(ftype, "PQftype"),
    ENTRY(fmod, "PQfmod"),
    ENTRY(fformat, "PQfformat"),
    ENTRY(getisnull, "PQgetisnull"),
    ENTRY(getvalue, "PQgetvalue"),
    ENTRY(getlength, "PQgetlength"),
    ENTRY(cmdStatus, "PQcmdStatus"),
    ENTRY(cmdTuples, "PQcmdTuples"),
    ENTRY(nparams, "PQnparams"),
    ENTRY(paramtype, "PQparamtype"),
    ENTRY(putCopyData, "PQputCopyData"),
    ENTRY(putCopyEnd, "PQputCopyEnd"),
    ENTRY(getCopyData, "PQgetCopyData"),
    ENTRY(getCancel, "PQgetCancel"),
    ENTRY(cancel, "PQcancel"),
    ENTRY(freeCancel, "PQfreeCancel"),
};

#define COUNT (sizeof entries / sizeof entries[0])

// A pointer that nobody filled would be a call to address 0.
_Static_assert(sizeof(vnb_pq) == COUNT * sizeof(void *), "every field of vnb_pq has one entry");

const vnb_pq *vnb_pq_open(const char *library, char *error, size_t size) {
  static void *table[COUNT];
  void *found[COUNT];
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char *why = dlerror();
    snprintf(error, size, "%s", why ? why : library);
    return NULL;
  }
  for (size_t i = 0; i < COUNT; i++) {
    found[entries[i].offset / sizeof(void *)] = dlsym(handle, entries[i].name);
    if (!found[entries[i].offset / sizeof(void *)]) {
      snprintf(error, size, "%s has no %s", library, entries[i].name);
      dlclose(handle);
      return NULL;
    }
  }
  memcpy(table, found, sizeof table);
  return (const vnb_pq *)table;
}

int vnb_wake_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
