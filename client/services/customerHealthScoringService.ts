/** Health scores of customers, under the address that the product's documentation names. */
export {
  type CustomerHealthScore,
  configure,
  EcxBatchError,
  EcxError,
  getBatchHealthScores,
  getCustomerHealthScore,
} from '../sdk/index.ts';
