export { fieldsOf, type Fields, isFields, itemsOf, numberOf, textMapOf, textOf, textsOf } from '@flagger/view';
