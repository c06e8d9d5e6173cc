export { baseOf, isHttp, parametersOf, shownAddress, withParametersOf } from './address.ts';
export { anyCertificate, redirects } from './connection.ts';
export { deadline, pause } from './deadline.ts';
export { reasonOf } from './failure.ts';
export { hookId, partOfHook } from './hook-id.ts';
export { request, type HttpAnswer, type Failed, type OutboundRequest, type Within } from './request.ts';
export { isBusy, pauseMs } from './retry.ts';
export { sending } from './sending.ts';
export { adapterOf, type Wire, type WireReply, type WireRequest } from './wire.ts';
