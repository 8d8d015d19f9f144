/** Enhanced profiles of customers, under the address that the product's documentation names. */
export {
  configure,
  EcxBatchError,
  EcxError,
  type EnhancedCustomerProfile,
  getBatchEnhancedProfiles,
  getEnhancedCustomerProfile,
} from '../sdk/index.ts';
